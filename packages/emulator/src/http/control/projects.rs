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
    json!({ "defaultProjectId": service.default_project(), "projects": service.projects() })
}

pub fn update(service: &Service, body: &[u8]) -> Result<Value, ApiError> {
    let patch: SettingsPatch = request::typed(body)?;
    Ok(json!(service.update_project(patch)?))
}

/// Returns the counts per day, today last.
pub fn daily_counts(service: &Service, uri: &Uri) -> Result<Value, ApiError> {
    let parameters = Parameters::of(uri)?;
    let days = parameters.number("days", DEFAULT_DAYS, 1..=MAX_DAYS)?;
    Ok(json!({ "days": service.daily_counts(parameters.text("projectId"), days) }))
}
