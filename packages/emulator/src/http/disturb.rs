//! Carrying out what the rules of chaos planned for a call.

use std::time::Duration;

use axum::{
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER},
        request::Parts,
    },
    response::{IntoResponse, Response},
};

use super::{api::respond, line::Switch, pipe};
use crate::{
    chaos::{Plan, Trouble},
    service::{Refusal, Service},
};

/// Names the rules that had a part in an answer.
const FAULT_HEADER: HeaderName = HeaderName::from_static("x-baxverify-fault");

/// Answers a call as planned. `call` does its work.
pub(super) async fn answer(
    plan: Plan,
    parts: &Parts,
    service: &Service,
    call: impl FnOnce() -> Response,
) -> Response {
    let trouble = plan.disturbance.as_ref().map(|disturbance| disturbance.trouble);
    let takes_effect = plan.disturbance.as_ref().is_none_or(|d| d.takes_effect);
    let own = takes_effect.then(call);
    let mut response = match trouble {
        Some(Trouble::Error { code, retry_after_seconds }) => {
            respond(Refusal { code, retry_after_seconds }.into(), parts, service)
        }
        Some(Trouble::Status { status, retry_after_seconds }) => proxy(status, retry_after_seconds),
        // Only its first byte counts, and that is where the connection is cut.
        Some(Trouble::Reset | Trouble::Stall) => StatusCode::OK.into_response(),
        Some(Trouble::Drip { .. }) | None => own.unwrap_or_default(),
    };
    if let Ok(rules) = HeaderValue::from_str(&plan.rules.join(","))
        && !plan.rules.is_empty()
    {
        response.headers_mut().insert(FAULT_HEADER, rules);
    }
    if plan.latency_millis > 0 {
        tokio::time::sleep(Duration::from_millis(plan.latency_millis)).await;
    }
    match trouble {
        Some(Trouble::Reset) => {
            if let Some(ConnectInfo(switch)) = parts.extensions.get::<ConnectInfo<Switch>>() {
                switch.cut();
            }
        }
        // Until the client or the emulator ends the connection.
        Some(Trouble::Stall) => std::future::pending().await,
        Some(Trouble::Drip { pause_millis }) => {
            return drip(response, Duration::from_millis(pause_millis)).await;
        }
        _ => {}
    }
    response
}

/// What a proxy in front of the service says when it cannot reach it.
fn proxy(status: u16, retry_after_seconds: Option<u64>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let page = format!("<html><body><h1>{status}</h1></body></html>\n");
    let html = (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    let mut response = (status, [html], page).into_response();
    let wait = retry_after_seconds.map(|seconds| (RETRY_AFTER, HeaderValue::from(seconds)));
    response.headers_mut().extend(wait);
    response
}

async fn drip(response: Response, pause: Duration) -> Response {
    let (mut parts, body) = response.into_parts();
    // Answers of calls are in memory: reading one cannot fail.
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.insert(CONTENT_LENGTH, bytes.len().into());
    let body: Body = pipe::body(move |pieces| async move {
        for at in 0..bytes.len() {
            if pieces.send(bytes.slice(at..=at)).await.is_err() {
                return;
            }
            tokio::time::sleep(pause).await;
        }
    });
    Response::from_parts(parts, body)
}
