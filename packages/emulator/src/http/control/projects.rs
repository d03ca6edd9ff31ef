//! Control routes of projects: settings, resets and counts.

use axum::http::Uri;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::http::error::ApiError;
use crate::http::request::{self, Parameters};
use crate::service::Service;
use crate::settings::SettingsPatch;

const DEFAULT_DAYS: u32 = 14;
const MAX_DAYS: u32 = 365;

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reset {
    project_id: Option<String>,
}

pub fn reset(service: &Service, body: &[u8]) -> Result<Value, ApiError> {
    let Reset { project_id } = request::typed(body)?;
    service.reset(project_id.as_deref())?;
    Ok(json!({ "success": true }))
}

pub fn list(service: &Service) -> Value {
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "defaultProjectId": service.default_project(),
        "projects": service.projects(),
    })
}

/// Changes a project. Without `create=false` a missing project is created.
pub fn update(service: &Service, uri: &Uri, body: &[u8]) -> Result<Value, ApiError> {
    let patch: SettingsPatch = request::typed(body)?;
    let may_create = match Parameters::of(uri)?.text("create") {
        None | Some("true") => true,
        Some("false") => false,
        Some(_) => return Err(ApiError::bad_request("create must be true or false.")),
    };
    Ok(json!(service.change_project(patch, may_create)?))
}

pub fn remove(service: &Service, id: &str) -> Result<Value, ApiError> {
    let id = percent_decoded(id).ok_or_else(|| {
        ApiError::bad_request("The id in the path must be percent-encoded UTF-8.")
    })?;
    service.remove_project(&id)?;
    Ok(json!({ "success": true }))
}

/// Decodes a segment of a path. The router leaves it encoded.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let (code, after) = after.split_at_checked(2)?;
        let digit = |byte: u8| char::from(byte).to_digit(16);
        bytes.push(u8::try_from(digit(code[0])? * 16 + digit(code[1])?).ok()?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

/// Returns the counts per day, today last.
pub fn daily_counts(service: &Service, uri: &Uri) -> Result<Value, ApiError> {
    let parameters = Parameters::of(uri)?;
    let days = parameters.number("days", DEFAULT_DAYS, 1..=MAX_DAYS)?;
    Ok(json!({ "days": service.daily_counts(parameters.text("projectId"), days) }))
}
