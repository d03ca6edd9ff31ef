//! Tests of what bounds projects, messages and guesses.

use baxverify_wire::ErrorCode;

use super::{PHONE, PROJECT, send, service, unlimited, update, verify, wrong};
use crate::fault_injection::Rule;
use crate::limits::Limits;
use crate::service::{ControlError, MessageFilter};

const DAY: u64 = 24 * 60 * 60_000;

#[test]
fn wrong_codes_of_a_phone_add_up_over_its_codes() {
    let service = service(Limits { send_limit: 0, max_failures_per_phone: 7, ..Limits::default() });
    let mut code = send(&service, PHONE);
    for _ in 0..5 {
        assert_eq!(verify(&service, &wrong(&code)).err(), Some(ErrorCode::OtpInvalid));
    }
    code = send(&service, PHONE);
    for _ in 0..2 {
        assert_eq!(verify(&service, &wrong(&code)).err(), Some(ErrorCode::OtpInvalid));
    }
    assert_eq!(verify(&service, &code).err(), Some(ErrorCode::OtpMaxAttempts));
    code = send(&service, PHONE);
    assert_eq!(verify(&service, &code).err(), Some(ErrorCode::OtpMaxAttempts));
    service.advance(DAY);
    code = send(&service, PHONE);
    assert!(verify(&service, &code).is_ok());
}

#[test]
fn a_verification_ends_the_count_of_wrong_codes() {
    let service = service(Limits { send_limit: 0, max_failures_per_phone: 4, ..Limits::default() });
    for _ in 0..3 {
        let code = send(&service, PHONE);
        for _ in 0..3 {
            assert!(verify(&service, &wrong(&code)).is_err());
        }
        assert!(verify(&service, &code).is_ok());
    }
}

#[test]
fn messages_older_than_the_retention_are_dropped() {
    let service = service(Limits { send_limit: 0, retention: Some(60), ..Limits::default() });
    send(&service, PHONE);
    service.advance(60_000);
    send(&service, PHONE);
    let count = || service.messages(MessageFilter::default(), 9).len();
    assert_eq!(count(), 2);
    service.advance(1);
    assert_eq!(count(), 1);
    service.advance(DAY);
    assert_eq!(count(), 0);
    assert_eq!(verify(&service, "000000").err(), Some(ErrorCode::OtpExpired));
}

#[test]
fn a_removed_project_makes_room_and_takes_its_rules_along() {
    let service = unlimited();
    for n in 1..1_000 {
        update(&service, &format!(r#"{{"projectId":"p{n}"}}"#));
    }
    let one_more = || serde_json::from_str(r#"{"projectId":"more"}"#).unwrap();
    assert!(service.update_project(one_more()).is_err());
    let rule: Rule = serde_json::from_str(r#"{"status":503,"projectId":"p1"}"#).unwrap();
    service.inject(rule).unwrap();
    service.remove_project("p1").unwrap();
    assert!(service.list_faults().is_empty());
    assert!(service.update_project(one_more()).is_ok());
    let unknown = service.remove_project("p1");
    assert!(matches!(unknown, Err(ControlError::UnknownProject(_))));
    assert!(matches!(service.remove_project(PROJECT), Err(ControlError::Invalid(_))));
}

#[test]
fn a_reset_returns_to_the_projects_of_the_start() {
    let service = unlimited();
    let seed = r#"{"projects":[{"projectId":"seeded","credits":7}]}"#;
    service.seed(&serde_json::from_str(seed).unwrap()).unwrap();
    update(&service, r#"{"projectId":"later"}"#);
    service.remove_project("seeded").unwrap();
    service.reset(None).unwrap();
    let projects = service.projects();
    let ids: Vec<_> = projects.iter().map(|project| project.project_id.as_str()).collect();
    assert_eq!(ids, [PROJECT, "seeded"]);
    assert_eq!(projects[1].settings.credits, Some(7));
    assert!(service.reset(Some("later")).is_err());
    let change = serde_json::from_str(r#"{"projectId":"later"}"#).unwrap();
    assert!(matches!(service.change_project(change, false), Err(ControlError::UnknownProject(_))));
}
