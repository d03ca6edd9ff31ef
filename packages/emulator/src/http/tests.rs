//! Tests of requests through the router, without a socket.

mod slow_bodies;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::header::RETRY_AFTER;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::limits::Limits;
use crate::service::Service;

const PHONE: &str = "+4366412345678";

fn service() -> Arc<Service> {
    let config = Config {
        api_key: Some("bax_sk_test".to_owned()),
        limits: Limits { send_limit: 1, ..Limits::default() },
        ..Config::default()
    };
    // 2025-01-01T00:00:00Z
    Arc::new(Service::new(&config, Clock::fixed(1_735_689_600_000), None))
}

fn request(method: &str, path: &str, body: impl Into<Body>) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", "127.0.0.1:4229")
        .header("x-project-id", "proj_emulator")
        .header("authorization", "Bearer bax_sk_test")
        .body(body.into())
        .unwrap()
}

async fn call(service: &Arc<Service>, request: Request<Body>) -> Response {
    App::new(Arc::clone(service), &Config::default()).respond(request).await
}

async fn json(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap())
}

async fn post(service: &Arc<Service>, path: &str, body: &Value) -> (StatusCode, Value) {
    json(call(service, request("POST", path, body.to_string())).await).await
}

#[tokio::test]
async fn sends_verifies_and_validates() {
    let service = service();
    let body = json!({ "phone": PHONE, "purpose": "LOGIN" });
    let (status, sent) = post(&service, "/v1/auth/sms/send", &body).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!((&sent["expiresInSeconds"], &sent["purpose"]), (&json!(600), &json!("LOGIN")));
    let code = service.code_for(PHONE, None).unwrap();
    let body = json!({ "phone": PHONE, "code": code });
    let (_, verified) = post(&service, "/v1/auth/sms/verify", &body).await;
    let body = json!({ "token": verified["accessToken"] });
    let (_, validation) = post(&service, "/v1/auth/sms/validate-token", &body).await;
    assert_eq!(
        validation,
        json!({
            "valid": true,
            "phone": PHONE,
            "projectId": "proj_emulator",
            "purpose": "LOGIN",
            "requestId": sent["requestId"],
            "issuedAt": "2025-01-01T00:00:00.000Z",
            "expiresAt": "2025-01-01T00:15:00.000Z",
        })
    );
}

#[tokio::test]
async fn a_documented_error_has_the_exact_envelope() {
    let service = service();
    let patch = json!({ "feature": false }).to_string();
    call(&service, request("PATCH", "/emulator/project", patch)).await;
    let (status, envelope) =
        json(call(&service, request("GET", "/v1/auth/sms/stats?days=7", "")).await).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(
        envelope,
        json!({
            "success": false,
            "error": {
                "code": "BAXVERIFY_FEATURE_DISABLED",
                "message": "BaxVerify is not enabled for this project.",
                "details": {
                    "projectId": "proj_emulator",
                    "helpUrl": "https://baxcloud.tech/dashboard/projects/proj_emulator/features",
                    "docsUrl": "https://baxcloud.tech/docs/baxverify/errors#BAXVERIFY_FEATURE_DISABLED",
                },
            },
            "timestamp": "2025-01-01T00:00:00.000Z",
            "path": "/v1/auth/sms/stats",
        })
    );
}

#[tokio::test]
async fn a_rate_limit_has_a_retry_after() {
    let service = service();
    let body = json!({ "phone": PHONE });
    post(&service, "/v1/auth/sms/send", &body).await;
    let response = call(&service, request("POST", "/v1/auth/sms/send", body.to_string())).await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(response.headers()[RETRY_AFTER], "600");
}

#[tokio::test]
async fn undocumented_errors_have_the_envelope_too() {
    let large = format!(r#"{{"phone":"{}"}}"#, "1".repeat(20_000));
    for (method, path, body, status, code) in [
        ("POST", "/v1/auth/sms/send", "{", 400, "BAXVERIFY_BAD_REQUEST"),
        ("POST", "/v1/auth/sms/send", "[]", 400, "BAXVERIFY_BAD_REQUEST"),
        ("POST", "/v1/auth/sms/send", "", 400, "BAXVERIFY_BAD_REQUEST"),
        ("POST", "/v1/auth/sms/send", &large, 413, "BAXVERIFY_BODY_TOO_LARGE"),
        ("POST", "/v1/auth/sms/send", r#"{"phone":7}"#, 400, "BAXVERIFY_INVALID_PHONE"),
        ("POST", "/v1/auth/sms/verify", "{}", 400, "BAXVERIFY_INVALID_PHONE"),
        ("POST", "/v1/auth/sms/validate-token", "{}", 401, "BAXVERIFY_TOKEN_INVALID"),
        ("GET", "/v1/auth/sms/send", "", 405, "BAXVERIFY_METHOD_NOT_ALLOWED"),
        ("GET", "/v1/nowhere", "", 404, "BAXVERIFY_NOT_FOUND"),
        ("GET", "/v1/auth/sms/stats?days=0", "", 400, "BAXVERIFY_BAD_REQUEST"),
        ("GET", "/v1/auth/sms/logs?limit=101", "", 400, "BAXVERIFY_BAD_REQUEST"),
        ("GET", "/v1/auth/sms/logs?status=sent", "", 400, "BAXVERIFY_BAD_REQUEST"),
        ("GET", "/v1/auth/sms/logs?phone=7", "", 400, "BAXVERIFY_INVALID_PHONE"),
        ("PATCH", "/emulator/project", r#"{"actve":true}"#, 400, "BAXVERIFY_BAD_REQUEST"),
        ("POST", "/emulator/clock", "{}", 400, "BAXVERIFY_BAD_REQUEST"),
        ("POST", "/emulator/reset", r#"{"projectId":"x"}"#, 404, "EMULATOR_NOT_FOUND"),
        ("GET", "/emulator/code?phone=%2B4366412345678", "", 404, "EMULATOR_NOT_FOUND"),
        ("GET", "/emulator/messages/wait?phone=7", "", 400, "BAXVERIFY_INVALID_PHONE"),
        (
            "GET",
            "/emulator/messages/wait?phone=%2B4366412345678&timeout=9",
            "",
            404,
            "EMULATOR_NOT_FOUND",
        ),
        (
            "GET",
            "/emulator/messages/wait?phone=%2B4366412345678&after=x",
            "",
            400,
            "BAXVERIFY_BAD_REQUEST",
        ),
        ("GET", "/emulator/messages?limit=0", "", 400, "BAXVERIFY_BAD_REQUEST"),
    ] {
        let (actual, envelope) =
            json(call(&service(), request(method, path, body.to_owned())).await).await;
        let case = format!("{method} {path}");
        assert_eq!((actual.as_u16(), &envelope["error"]["code"]), (status, &json!(code)), "{case}");
        assert_eq!(envelope["success"], json!(false), "{case}");
        assert_eq!(envelope["path"], json!(path.split('?').next().unwrap()), "{case}");
    }
}

#[tokio::test]
async fn an_unescaped_plus_in_a_query_string_is_accepted() {
    let service = service();
    post(&service, "/v1/auth/sms/send", &json!({ "phone": PHONE })).await;
    for phone in ["%2B4366412345678", "+4366412345678"] {
        let path = format!("/emulator/code?phone={phone}");
        let (status, answer) = json(call(&service, request("GET", &path, "")).await).await;
        assert_eq!((status, &answer["phone"]), (StatusCode::OK, &json!(PHONE)));
    }
}

#[tokio::test]
async fn control_routes_reject_foreign_hosts_and_the_service_api_does_not() {
    let service = service();
    let mut rebound = request("GET", "/emulator/messages", "");
    rebound.headers_mut().insert("host", "evil.example".parse().unwrap());
    let (status, envelope) = json(call(&service, rebound).await).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(envelope["error"]["code"], json!("EMULATOR_FORBIDDEN"));
    let mut named = request("GET", "/v1/auth/sms/stats", "");
    named.headers_mut().insert("host", "emulator.internal".parse().unwrap());
    assert_eq!(call(&service, named).await.status(), StatusCode::OK);
}
