//! The inbox as routes: what arrived, and waiting for what will.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::Uri;
use baxverify_wire::ErrorCode;
use serde_json::{Value, json};

use super::not_found;
use crate::{
    http::{failure::Failure, input::Parameters},
    service::{After, MessageFilter, Service, is_e164},
};

/// More than any project keeps by default.
const MAX_LIMIT: u32 = 10_000_000;
const DEFAULT_TIMEOUT_MILLIS: u32 = 4_000;
/// Some clients give up on an answer after ten seconds.
pub(in crate::http) const MAX_TIMEOUT_MILLIS: u32 = 9_000;

pub(super) fn list(service: &Service, uri: &Uri) -> Result<Value, Failure> {
    let parameters = Parameters::of(uri)?;
    let filter = MessageFilter { phone: parameters.phone(), project_id: project(&parameters) };
    let limit = parameters.number("limit", MAX_LIMIT, 1..=MAX_LIMIT)?;
    Ok(json!({ "messages": service.messages(&filter, limit as usize) }))
}

pub(super) fn code(service: &Service, uri: &Uri) -> Result<Value, Failure> {
    let parameters = Parameters::of(uri)?;
    let phone = phone(&parameters)?;
    let code = service
        .code_for(&phone, project(&parameters).as_deref())
        .ok_or_else(|| not_found(format!("No message was delivered to {phone}.")))?;
    Ok(json!({ "phone": phone, "code": code }))
}

pub(super) async fn wait(service: &Service, uri: &Uri) -> Result<Value, Failure> {
    let parameters = Parameters::of(uri)?;
    let phone = phone(&parameters)?;
    let millis = parameters.number("timeout", DEFAULT_TIMEOUT_MILLIS, 1..=MAX_TIMEOUT_MILLIS)?;
    let after = after(&parameters)?;
    let patience = Duration::from_millis(millis.into());
    let message = service.wait(&phone, project(&parameters).as_deref(), &after, patience).await;
    message
        .map(|message| json!(message))
        .ok_or_else(|| not_found(format!("No usable code reached {phone} within {millis} ms.")))
}

fn phone(parameters: &Parameters) -> Result<String, Failure> {
    parameters.phone().filter(|phone| is_e164(phone)).ok_or_else(|| ErrorCode::InvalidPhone.into())
}

fn project(parameters: &Parameters) -> Option<String> {
    parameters.text("projectId").map(str::to_owned)
}

/// The id of a message, or a moment as RFC 3339 has it.
fn after(parameters: &Parameters) -> Result<After, Failure> {
    match parameters.text("after") {
        None => Ok(After::Anything),
        Some(id) if id.starts_with("msg_") => Ok(After::Message(id.to_owned())),
        Some(moment) => humantime::parse_rfc3339(moment)
            .ok()
            .and_then(since_epoch)
            .map(After::Moment)
            .ok_or_else(|| {
                Failure::bad_request(
                    "after must be the id of a message or a date such as 2025-01-31T12:00:00.000Z.",
                )
            }),
    }
}

fn since_epoch(moment: SystemTime) -> Option<u64> {
    u64::try_from(moment.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
}
