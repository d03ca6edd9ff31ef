//! Control routes of webhook deliveries.

use axum::http::Uri;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::http::error::ApiError;
use crate::http::request::Parameters;
use crate::json;
use crate::quote::quoted;
use crate::service::Service;
use crate::webhooks::Filter;

pub const DEFAULT_LIMIT: u32 = 100;
pub const MAX_LIMIT: u32 = 1_000_000;

pub fn list(service: &Service, uri: &Uri) -> Result<Value, ApiError> {
    let parameters = Parameters::of(uri)?;
    let text = |name| parameters.text(name).map(str::to_owned);
    let filter = Filter {
        project_id: text("projectId"),
        phone: parameters.phone(),
        event: name(&parameters, "event")?,
        status: name(&parameters, "status")?,
        event_id: text("eventId"),
    };
    let limit = parameters.number("limit", DEFAULT_LIMIT, 1..=MAX_LIMIT)?;
    Ok(json!({ "deliveries": service.list_webhooks(&filter, limit as usize) }))
}

/// Reads one of the names of an enumeration.
fn name<T: DeserializeOwned>(
    parameters: &Parameters,
    parameter: &str,
) -> Result<Option<T>, ApiError> {
    parameters
        .text(parameter)
        .map(json::name)
        .transpose()
        .map_err(|reason| ApiError::bad_request(format!("{parameter}: {reason}.")))
}

pub fn clear(service: &Service, uri: &Uri) -> Result<Value, ApiError> {
    service.clear_webhooks(Parameters::of(uri)?.text("projectId"));
    Ok(json!({ "success": true }))
}

pub fn redeliver(service: &Service, uri: &Uri) -> Result<Value, ApiError> {
    let id = uri.path().rsplit('/').nth(1).unwrap_or("");
    match service.redeliver_webhook(id) {
        Some(result) => Ok(json!(result?)),
        None => Err(ApiError::control_not_found(format!("There is no delivery {}.", quoted(id)))),
    }
}
