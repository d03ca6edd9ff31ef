//! Tests of initial states, test numbers and the isolation of projects.

use baxverify_wire::ErrorCode;

use super::{PHONE, PROJECT, send, service, unlimited, update, verify};
use crate::fault_injection::Delivery;
use crate::limits::Limits;
use crate::service::MessageFilter;

#[test]
fn projects_are_isolated() {
    let service = unlimited();
    update(&service, r#"{"projectId":"other"}"#);
    service.send(PROJECT, PHONE, None, Delivery::OnTime).unwrap();
    service.send("other", PHONE, None, Delivery::OnTime).unwrap();
    let of = |project: &str| {
        let project_id = Some(project.to_owned());
        service.messages(MessageFilter { project_id, ..MessageFilter::default() }, 9)
    };
    for project in [PROJECT, "other"] {
        let messages = of(project);
        assert_eq!(messages.len(), 1);
        assert_eq!(messages[0].project_id, project);
        assert_eq!(service.code_for(PHONE, Some(project)).as_ref(), Some(&messages[0].code));
    }
    assert_eq!(service.code_for(PHONE, None), service.code_for(PHONE, Some("other")));
    service.reset(Some("other")).unwrap();
    assert_eq!((of(PROJECT).len(), of("other").len()), (1, 0));
}

#[test]
fn a_message_shows_when_its_proof_was_consumed() {
    let service = unlimited();
    let code = send(&service, PHONE);
    let token = verify(&service, &code).unwrap().access_token;
    let consumed = || service.messages(MessageFilter::default(), 1)[0].consumed_at.clone();
    service.validate(PROJECT, &token, false).unwrap();
    assert_eq!(consumed(), None);
    service.validate(PROJECT, &token, true).unwrap();
    assert_eq!(consumed().as_deref(), Some("2025-01-01T00:00:00.000Z"));
}

#[test]
fn a_test_number_fails_at_its_stage_every_time() {
    let service = service(Limits::default());
    for (number, &code) in (1..).zip(ErrorCode::ALL) {
        let phone = format!("+99900{number:02}0003");
        for _ in 0..6 {
            let call = || {
                service.send(PROJECT, &phone, None, Delivery::OnTime)?;
                let current = service.code_for(&phone, None).unwrap();
                let proof = service.verify(PROJECT, &phone, &current)?.access_token;
                service.validate(PROJECT, &proof, true)
            };
            assert_eq!(call().unwrap_err().code, code, "{phone}");
        }
    }
    let retry_after = service.send(PROJECT, "+99900080000", None, Delivery::OnTime).unwrap_err();
    assert_eq!(retry_after.retry_after_seconds, Some(60));
}

#[test]
fn a_test_number_with_a_fixed_code_always_works() {
    let service = service(Limits::default());
    for _ in 0..6 {
        let phone = "+9991234560042";
        assert_eq!(send(&service, phone), "123456");
        let proof = service.verify(PROJECT, phone, "123456").unwrap().access_token;
        assert!(service.validate(PROJECT, &proof, true).is_ok());
    }
}

#[test]
fn a_reset_restores_the_seed() {
    let service = unlimited();
    let seed = r#"{"projects":[{"credits":7},{"projectId":"off","active":false}]}"#;
    service.seed(&serde_json::from_str(seed).unwrap()).unwrap();
    update(&service, r#"{"credits":1}"#);
    update(&service, r#"{"projectId":"off","active":true}"#);
    service.reset(None).unwrap();
    let state = |patch: &str| {
        service.update_project(serde_json::from_str(patch).unwrap()).unwrap().settings
    };
    assert_eq!(state("{}").credits, Some(7));
    assert!(!state(r#"{"projectId":"off"}"#).active);
    let wrong = r#"{"projects":[{"failPhones":["7"]}]}"#;
    assert!(service.seed(&serde_json::from_str(wrong).unwrap()).is_err());
}
