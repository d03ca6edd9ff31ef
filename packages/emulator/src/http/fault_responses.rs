//! Applies the effects of fault rules to the response of a call.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::connection::ResetHandle;
use super::error::ApiError;
use super::streaming_body::streaming_body;
use crate::fault_injection::{CallEffects, ResponseFaultKind};
use crate::service::{Service, ServiceError};

/// Holds the ids of the rules that affected the response.
const FAULT_HEADER: HeaderName = HeaderName::from_static("x-baxverify-fault");

/// Returns the response of a call with these effects. `process` processes the call.
pub async fn respond(
    effects: CallEffects,
    parts: &Parts,
    service: &Service,
    process: impl FnOnce() -> Response,
) -> Response {
    let kind = effects.response_fault.as_ref().map(|fault| fault.kind);
    let takes_effect = effects.response_fault.as_ref().is_none_or(|fault| fault.takes_effect);
    let processed = takes_effect.then(process);
    let mut response = match kind {
        Some(ResponseFaultKind::Error { code, retry_after_seconds }) => {
            ApiError::Service(ServiceError { code, retry_after_seconds })
                .into_response(parts, service.now())
        }
        Some(ResponseFaultKind::Status { status, retry_after_seconds }) => {
            proxy_error(status, retry_after_seconds)
        }
        // The connection is reset at the first byte, or the response never comes.
        Some(ResponseFaultKind::Reset | ResponseFaultKind::Stall) => StatusCode::OK.into_response(),
        Some(ResponseFaultKind::Drip { .. }) | None => processed.unwrap_or_default(),
    };
    if let Ok(rules) = HeaderValue::from_str(&effects.rule_ids.join(","))
        && !effects.rule_ids.is_empty()
    {
        response.headers_mut().insert(FAULT_HEADER, rules);
    }
    if effects.latency_millis > 0 {
        tokio::time::sleep(Duration::from_millis(effects.latency_millis)).await;
    }
    match kind {
        Some(ResponseFaultKind::Reset) => {
            if let Some(ConnectInfo(handle)) = parts.extensions.get::<ConnectInfo<ResetHandle>>() {
                handle.reset();
            }
        }
        // Until the client or the emulator closes the connection.
        Some(ResponseFaultKind::Stall) => std::future::pending().await,
        Some(ResponseFaultKind::Drip { pause_millis }) => {
            return drip(response, Duration::from_millis(pause_millis)).await;
        }
        _ => {}
    }
    response
}

/// Returns a response without the error envelope, like one of a proxy in front of the service.
fn proxy_error(status: u16, retry_after_seconds: Option<u64>) -> Response {
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
    // The body is in memory, so reading it cannot fail.
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.insert(CONTENT_LENGTH, bytes.len().into());
    let body: Body = streaming_body(move |chunks| async move {
        for at in 0..bytes.len() {
            if chunks.send(bytes.slice(at..=at)).await.is_err() {
                return;
            }
            tokio::time::sleep(pause).await;
        }
    });
    Response::from_parts(parts, body)
}
