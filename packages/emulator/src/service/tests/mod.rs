//! Tests of the service with a clock that moves only when a test moves it.

mod bounds;
mod initial_state;
mod storage;

use baxverify_wire::{ErrorCode, LogStatus, OtpVerified, Route};

use super::{LogQuery, MessageFilter, Service, ServiceError};
use crate::clock::Clock;
use crate::config::Config;
use crate::fault_injection::Delivery;
use crate::limits::Limits;
use crate::settings::SettingsPatch;

const PHONE: &str = "+4366412345678";
const OTHER_PHONE: &str = "+4366487654321";
const PROJECT: &str = "proj_emulator";
/// 2025-01-01T00:00:00Z
const START: u64 = 1_735_689_600_000;

fn service(limits: Limits) -> Service {
    let config = Config {
        api_key: Some("bax_sk_test".to_owned()),
        client_key: Some("bax_pk_test".to_owned()),
        limits,
        ..Config::default()
    };
    Service::new(&config, Clock::fixed(START), None)
}

fn unlimited() -> Service {
    service(Limits { send_limit: 0, ..Limits::default() })
}

fn update(service: &Service, patch: &str) {
    service.update_project(serde_json::from_str::<SettingsPatch>(patch).unwrap()).unwrap();
}

fn send(service: &Service, phone: &str) -> String {
    service.send(PROJECT, phone, Some("LOGIN".to_owned()), Delivery::OnTime).unwrap();
    service.code_for(phone, None).unwrap()
}

fn verify(service: &Service, code: &str) -> Result<OtpVerified, ErrorCode> {
    service.verify(PROJECT, PHONE, code).map_err(|error| error.code)
}

/// Another code of the same length.
fn wrong(code: &str) -> String {
    let first = if code.starts_with('0') { "1" } else { "0" };
    format!("{first}{}", &code[1..])
}

fn log(service: &Service, phone: Option<&str>, status: Option<LogStatus>) -> Vec<LogStatus> {
    let query = LogQuery { phone: phone.map(str::to_owned), status, page: 1, limit: 100 };
    let page = service.logs(PROJECT, &query).unwrap();
    page.items.into_iter().map(|item| item.status).collect()
}

#[test]
fn a_code_can_be_used_once() {
    let service = unlimited();
    let code = send(&service, PHONE);
    let verified = verify(&service, &code).unwrap();
    assert_eq!((verified.expires_in, verified.token_type.as_str()), (900, "Bearer"));
    assert_eq!(verified.expires_at, "2025-01-01T00:15:00.000Z");
    assert_eq!(verify(&service, &code).err(), Some(ErrorCode::OtpExpired));
}

#[test]
fn a_code_expires_after_exactly_ten_minutes() {
    let service = unlimited();
    let code = send(&service, PHONE);
    service.advance(10 * 60_000 - 1);
    assert_eq!(verify(&service, &wrong(&code)).err(), Some(ErrorCode::OtpInvalid));
    service.advance(1);
    assert_eq!(verify(&service, &code).err(), Some(ErrorCode::OtpExpired));
    assert_eq!(log(&service, None, None), [LogStatus::Expired]);
}

#[test]
fn a_new_code_replaces_the_old_one() {
    let service = unlimited();
    let old = send(&service, PHONE);
    let mut new = send(&service, PHONE);
    while new == old {
        new = send(&service, PHONE);
    }
    assert_eq!(verify(&service, &old).err(), Some(ErrorCode::OtpInvalid));
    assert!(verify(&service, &new).is_ok());
    let statuses = log(&service, None, None);
    assert_eq!(statuses[..2], [LogStatus::Verified, LogStatus::Expired]);
}

#[test]
fn without_attempts_the_right_code_is_rejected_until_a_new_one_is_sent() {
    let service = unlimited();
    let code = send(&service, PHONE);
    for _ in 0..5 {
        assert_eq!(verify(&service, &wrong(&code)).err(), Some(ErrorCode::OtpInvalid));
    }
    assert_eq!(verify(&service, &wrong(&code)).err(), Some(ErrorCode::OtpMaxAttempts));
    assert_eq!(verify(&service, &code).err(), Some(ErrorCode::OtpMaxAttempts));
    assert_eq!(log(&service, None, None), [LogStatus::Failed]);
    let code = send(&service, PHONE);
    assert!(verify(&service, &code).is_ok());
}

#[test]
fn verify_fails_without_a_code() {
    let service = unlimited();
    send(&service, OTHER_PHONE);
    assert_eq!(verify(&service, "000000").err(), Some(ErrorCode::OtpExpired));
    assert_eq!(
        service.verify(PROJECT, "123", "000000").err(),
        Some(ErrorCode::InvalidPhone.into())
    );
}

#[test]
fn the_send_limit_is_per_phone_and_has_a_retry_after() {
    let service = service(Limits { send_limit: 2, ..Limits::default() });
    send(&service, PHONE);
    service.advance(1_500);
    send(&service, PHONE);
    let error = service.send(PROJECT, PHONE, None, Delivery::OnTime).unwrap_err();
    assert_eq!(error, ServiceError { code: ErrorCode::RateLimit, retry_after_seconds: Some(599) });
    send(&service, OTHER_PHONE);
    service.advance(598_500);
    send(&service, PHONE);
}

#[test]
fn a_message_costs_a_credit_and_a_verification_its_fee() {
    let service = unlimited();
    update(&service, r#"{"credits":3,"verifyFee":2}"#);
    let code = send(&service, PHONE);
    assert!(verify(&service, &code).is_ok());
    assert_eq!(
        service.send(PROJECT, PHONE, None, Delivery::OnTime).err(),
        Some(ErrorCode::InsufficientCredits.into())
    );
    update(&service, r#"{"credits":2}"#);
    let code = send(&service, PHONE);
    for _ in 0..9 {
        assert_eq!(verify(&service, &wrong(&code)).err(), Some(ErrorCode::VerifyFeeCredits));
    }
    update(&service, r#"{"credits":2}"#);
    assert!(verify(&service, &code).is_ok());
}

#[test]
fn an_undelivered_message_is_logged_and_costs_nothing() {
    let service = unlimited();
    let code = send(&service, PHONE);
    update(&service, &format!(r#"{{"credits":1,"failPhones":["{PHONE}"]}}"#));
    for _ in 0..3 {
        assert_eq!(
            service.send(PROJECT, PHONE, None, Delivery::OnTime).err(),
            Some(ErrorCode::SmsSendFailed.into())
        );
    }
    let page = service
        .logs(
            PROJECT,
            &LogQuery { phone: None, status: Some(LogStatus::Failed), page: 1, limit: 9 },
        )
        .unwrap();
    assert_eq!(page.total, 3);
    assert_eq!(page.items[0].error_code.as_deref(), Some("BAXVERIFY_SMS_SEND_FAILED"));
    send(&service, OTHER_PHONE);
    assert!(verify(&service, &code).is_ok());
}

#[test]
fn authorization_checks_have_a_fixed_order() {
    let service = unlimited();
    let authorize =
        |project, key| service.authorize(Route::Stats, project, key).err().map(|r| r.code);
    assert_eq!(authorize(None, Some("bax_sk_test")), Some(ErrorCode::ProjectHeaderRequired));
    for (project, key) in
        [(PROJECT, None), (PROJECT, Some("bax_sk_tes")), ("other", Some("bax_sk_test"))]
    {
        assert_eq!(authorize(Some(project), key), Some(ErrorCode::ApiKeyProjectMismatch));
    }
    let error_after = |patch: &str| {
        update(&service, patch);
        authorize(Some(PROJECT), Some("bax_sk_test"))
    };
    let unscoped = r#"{"apiKeys":[{"key":"bax_sk_test","baxverify":false}]}"#;
    assert_eq!(error_after("{}"), None);
    assert_eq!(error_after(unscoped), Some(ErrorCode::ApiKeyScope));
    assert_eq!(error_after(r#"{"feature":false}"#), Some(ErrorCode::FeatureDisabled));
    assert_eq!(error_after(r#"{"plan":false}"#), Some(ErrorCode::PlanNotIncluded));
    assert_eq!(error_after(r#"{"subscription":false}"#), Some(ErrorCode::NoSubscription));
    assert_eq!(error_after(r#"{"active":false}"#), Some(ErrorCode::ProjectInactive));
}

#[test]
fn a_client_key_may_send_and_verify_only() {
    let service = unlimited();
    for route in Route::ALL {
        let allowed = service.authorize(route, Some(PROJECT), Some("bax_pk_test")).is_ok();
        assert_eq!(allowed, matches!(route, Route::Send | Route::Verify), "{route:?}");
    }
}

#[test]
fn a_proof_is_valid_in_its_project_until_it_expires() {
    let service = unlimited();
    update(&service, r#"{"projectId":"other"}"#);
    let code = send(&service, PHONE);
    let token = verify(&service, &code).unwrap().access_token;
    assert_eq!(service.validate("other", &token, true).err(), Some(ErrorCode::TokenInvalid.into()));
    service.advance(899_999);
    let validation = service.validate(PROJECT, &token, false).unwrap();
    assert_eq!((validation.phone.as_str(), validation.project_id.as_str()), (PHONE, PROJECT));
    assert_eq!(validation.purpose.as_deref(), Some("LOGIN"));
    assert_eq!(validation.issued_at, "2025-01-01T00:00:00.000Z");
    service.advance(1);
    assert_eq!(
        service.validate(PROJECT, &token, false).err(),
        Some(ErrorCode::TokenInvalid.into())
    );
}

#[test]
fn one_of_many_parallel_calls_succeeds() {
    let service = unlimited();
    let code = send(&service, PHONE);
    let wins = |call: &(dyn Fn() -> bool + Sync)| {
        std::thread::scope(|scope| {
            let calls: Vec<_> = (0..32).map(|_| scope.spawn(call)).collect();
            calls.into_iter().map(|call| usize::from(call.join().unwrap())).sum()
        })
    };
    let token = std::sync::Mutex::new(None);
    let verified: usize = wins(&|| {
        let verified = verify(&service, &code);
        verified.map(|verified| *token.lock().unwrap() = Some(verified.access_token)).is_ok()
    });
    assert_eq!(verified, 1);
    let token = token.into_inner().unwrap().unwrap();
    let consumed: usize = wins(&|| service.validate(PROJECT, &token, true).is_ok());
    assert_eq!(consumed, 1);
}

#[test]
fn stats_count_the_last_days() {
    let service = service(Limits { send_limit: 0, max_attempts: 1, ..Limits::default() });
    let code = send(&service, PHONE);
    verify(&service, &code).unwrap();
    service.advance(24 * 3_600_000);
    let code = send(&service, PHONE);
    assert_eq!(verify(&service, &wrong(&code)).err(), Some(ErrorCode::OtpInvalid));
    update(&service, &format!(r#"{{"failPhones":["{OTHER_PHONE}"]}}"#));
    service.send(PROJECT, OTHER_PHONE, None, Delivery::OnTime).unwrap_err();
    let counts = |days| {
        let report = service.stats(PROJECT, days).unwrap();
        (report.sent, report.verified, report.failed)
    };
    assert_eq!(counts(1), (1, 0, 2));
    assert_eq!(counts(2), (2, 1, 2));
}

#[test]
fn logs_are_paged_newest_first_and_filtered() {
    let service = unlimited();
    for n in 0..5 {
        send(&service, if n % 2 == 0 { PHONE } else { OTHER_PHONE });
        service.advance(1_000);
    }
    let page = |page, limit| {
        let query = LogQuery { phone: None, status: None, page, limit };
        let page = service.logs(PROJECT, &query).unwrap();
        let dates: Vec<_> = page.items.into_iter().map(|item| item.created_at).collect();
        (dates, page.total)
    };
    let second = |n: u32| format!("2025-01-01T00:00:0{n}.000Z");
    assert_eq!(page(1, 2), (vec![second(4), second(3)], 5));
    assert_eq!(page(3, 2), (vec![second(0)], 5));
    assert_eq!(page(u32::MAX, 100), (vec![], 5));
    assert_eq!(log(&service, Some(PHONE), None).len(), 3);
    assert_eq!(log(&service, Some(PHONE), Some(LogStatus::Sent)).len(), 1);
}

#[test]
fn a_reset_restores_the_initial_state() {
    let service = unlimited();
    update(&service, r#"{"projectId":"other","credits":5}"#);
    let code = send(&service, PHONE);
    let token = verify(&service, &code).unwrap().access_token;
    update(&service, r#"{"active":false,"credits":0}"#);
    update(&service, r#"{"projectId":"other","credits":1}"#);
    service.advance(60_000);

    service.reset(Some(PROJECT)).unwrap();
    assert_eq!(service.clock.offset(), 60_000);
    assert!(service.code_for(PHONE, None).is_none());
    assert!(service.authorize(Route::Send, Some(PROJECT), Some("bax_sk_test")).is_ok());
    assert_eq!(service.validate(PROJECT, &token, true).err(), Some(ErrorCode::TokenInvalid.into()));
    let credits = || {
        let patch = serde_json::from_str(r#"{"projectId":"other"}"#).unwrap();
        service.update_project(patch).unwrap().settings.credits
    };
    assert_eq!(credits(), Some(1));
    service.reset(Some("other")).unwrap();
    assert_eq!(credits(), Some(5));
    service.reset(None).unwrap();
    assert_eq!((service.projects().len(), service.now()), (1, START));
    assert!(service.reset(Some("nowhere")).is_err());
}

#[test]
fn messages_of_all_projects_come_newest_first() {
    let service = unlimited();
    update(&service, r#"{"projectId":"other"}"#);
    service.send(PROJECT, PHONE, None, Delivery::OnTime).unwrap();
    service.send("other", PHONE, None, Delivery::OnTime).unwrap();
    service.send(PROJECT, OTHER_PHONE, None, Delivery::OnTime).unwrap();
    let projects = |phone: Option<&str>| {
        let filter = MessageFilter { phone: phone.map(str::to_owned), ..MessageFilter::default() };
        let messages = service.messages(filter, 9);
        messages.into_iter().map(|message| message.project_id).collect::<Vec<_>>()
    };
    assert_eq!(service.default_project(), PROJECT);
    assert_eq!(projects(None), [PROJECT, "other", PROJECT]);
    assert_eq!(projects(Some(PHONE)), ["other", PROJECT]);
    assert_eq!(
        service.code_for(PHONE, None).unwrap(),
        service.messages(MessageFilter::default(), 2)[1].code
    );
}

#[test]
fn the_oldest_messages_are_dropped_first() {
    let service = service(Limits { max_messages: 2, ..Limits::default() });
    let code = send(&service, PHONE);
    send(&service, OTHER_PHONE);
    send(&service, OTHER_PHONE);
    assert_eq!(service.messages(MessageFilter::default(), 9).len(), 2);
    assert_eq!(verify(&service, &code).err(), Some(ErrorCode::OtpExpired));
}
