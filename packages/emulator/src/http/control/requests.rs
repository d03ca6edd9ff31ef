//! Control routes of the request journal.

use axum::http::Uri;
use serde_json::{Value, json};

use super::pages;
use crate::http::error::ApiError;
use crate::http::request::Parameters;
use crate::request_journal::{FilterTexts, RequestFilter};
use crate::service::Service;

pub fn list(service: &Service, uri: &Uri) -> Result<Value, ApiError> {
    let parameters = Parameters::of(uri)?;
    let (limit, before) = (pages::limit(&parameters)?, pages::before(&parameters)?);
    Ok(json!(service.requests(&filter(&parameters)?, before, limit)))
}

pub fn clear(service: &Service, uri: &Uri) -> Result<Value, ApiError> {
    service.clear_requests(Parameters::of(uri)?.text("projectId"));
    Ok(json!({ "success": true }))
}

fn filter(parameters: &Parameters) -> Result<RequestFilter, ApiError> {
    let text = |name| parameters.text(name).map(str::to_owned);
    let texts = FilterTexts {
        project_id: text("projectId"),
        route: text("route"),
        method: text("method"),
        phone: parameters.phone(),
        status: text("status"),
        error_code: text("errorCode"),
        outcome: text("outcome"),
        since: text("since"),
    };
    texts.filter().map_err(|reason| ApiError::bad_request(format!("{reason}.")))
}
