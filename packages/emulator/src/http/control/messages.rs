//! Control routes of messages and codes.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::Uri;
use baxverify_wire::ErrorCode;
use serde_json::{Value, json};

use crate::http::error::ApiError;
use crate::http::request::Parameters;
use crate::phone::is_e164;
use crate::service::{After, MessageFilter, Service};

/// More than a project keeps by default.
const MAX_LIMIT: u32 = 10_000_000;
const DEFAULT_TIMEOUT_MILLIS: u32 = 4_000;
/// Some HTTP clients have a timeout of ten seconds.
pub const MAX_TIMEOUT_MILLIS: u32 = 9_000;

pub fn list(service: &Service, uri: &Uri) -> Result<Value, ApiError> {
    let parameters = Parameters::of(uri)?;
    let filter = MessageFilter { phone: parameters.phone(), project_id: project(&parameters) };
    let limit = parameters.number("limit", MAX_LIMIT, 1..=MAX_LIMIT)?;
    Ok(json!({ "messages": service.messages(&filter, limit as usize) }))
}

pub fn code(service: &Service, uri: &Uri) -> Result<Value, ApiError> {
    let parameters = Parameters::of(uri)?;
    let phone = phone(&parameters)?;
    let code = service.code_for(&phone, project(&parameters).as_deref()).ok_or_else(|| {
        ApiError::control_not_found(format!("No message was delivered to {phone}."))
    })?;
    Ok(json!({ "phone": phone, "code": code }))
}

pub async fn wait(service: &Service, uri: &Uri) -> Result<Value, ApiError> {
    let parameters = Parameters::of(uri)?;
    let phone = phone(&parameters)?;
    let millis = parameters.number("timeout", DEFAULT_TIMEOUT_MILLIS, 1..=MAX_TIMEOUT_MILLIS)?;
    let after = after(&parameters)?;
    let time_limit = Duration::from_millis(millis.into());
    let message =
        service.wait_for_message(&phone, project(&parameters).as_deref(), &after, time_limit).await;
    message.map(|message| json!(message)).ok_or_else(|| {
        ApiError::control_not_found(format!("No usable code reached {phone} within {millis} ms."))
    })
}

fn phone(parameters: &Parameters) -> Result<String, ApiError> {
    parameters.phone().filter(|phone| is_e164(phone)).ok_or_else(|| ErrorCode::InvalidPhone.into())
}

fn project(parameters: &Parameters) -> Option<String> {
    parameters.text("projectId").map(str::to_owned)
}

/// Parses the id of a message, or a time in RFC 3339 format.
fn after(parameters: &Parameters) -> Result<After, ApiError> {
    match parameters.text("after") {
        None => Ok(After::Anything),
        Some(id) if id.starts_with("msg_") => Ok(After::Message(id.to_owned())),
        Some(moment) => humantime::parse_rfc3339(moment)
            .ok()
            .and_then(since_epoch)
            .map(After::Moment)
            .ok_or_else(|| {
                ApiError::bad_request(
                    "after must be the id of a message or a date such as 2025-01-31T12:00:00.000Z.",
                )
            }),
    }
}

fn since_epoch(moment: SystemTime) -> Option<u64> {
    u64::try_from(moment.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
}
