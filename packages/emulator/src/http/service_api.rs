//! The API of the emulated service: its five operations.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use baxverify_wire::{ErrorCode, LogStatus, Route};
use serde_json::{Map, Value};

use super::error::ApiError;
use super::recording::Recording;
use super::request::{self, Parameters};
use super::{fault_responses, headers};
use crate::fault_injection::{CallInfo, Delivery};
use crate::phone::is_e164;
use crate::service::{LogQuery, Service};

const DEFAULT_DAYS: u32 = 30;
const MAX_DAYS: u32 = 365;
const DEFAULT_LIMIT: u32 = 20;
const MAX_LIMIT: u32 = 100;
/// Characters. Bounds the memory of a message.
const MAX_PURPOSE: usize = 1_000;

pub async fn respond(service: Arc<Service>, route: Route, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut recording = Recording::start(&service, &parts, Some(route));
    let project_id = headers::project_id(&parts.headers);
    let token = headers::bearer_token(&parts.headers);
    // A stranger without a key must not occupy memory with a body.
    let body = match service.authorize(route, project_id, token) {
        Ok(()) => request::body(body).await,
        Err(_) => Ok(Bytes::new()),
    };
    recording.set_body(body.as_deref().unwrap_or_default());
    let phone = phone(&service, route, project_id, &parts.uri, body.as_deref().unwrap_or_default());
    let effects = service.effects_on(&CallInfo { route, phone: phone.as_deref(), project_id });
    recording.set_phone(phone.as_deref());
    recording.set_effects(&effects);
    let delivery = effects.delivery;
    let is_reset = effects.resets_connection();
    let result = || {
        service.authorize(route, project_id, token)?;
        let project_id = project_id.ok_or(ErrorCode::ProjectHeaderRequired)?;
        // Nothing changes while changes cannot be kept, and no change is acknowledged before.
        ApiError::check_storage(&service)?;
        let result = handle(&service, route, project_id, &parts.uri, &body?, delivery);
        ApiError::check_storage(&service)?;
        result
    };
    let process = || result().unwrap_or_else(|error| error.into_response(&parts, service.now()));
    let response = fault_responses::respond(effects, &parts, &service, process).await;
    recording.finish((!is_reset).then_some(&response));
    response
}

/// Returns the phone of a call before the call is validated, for fault rules that select by phone.
fn phone(
    service: &Service,
    route: Route,
    project_id: Option<&str>,
    uri: &Uri,
    body: &[u8],
) -> Option<String> {
    let text_field = |field| match request::object(body).ok()?.remove(field)? {
        Value::String(text) => Some(text),
        _ => None,
    };
    match route {
        Route::Send | Route::Verify => text_field("phone"),
        Route::ValidateToken => service.phone_of_proof(project_id?, &text_field("token")?),
        Route::Logs => Parameters::of(uri).ok()?.phone(),
        Route::Stats => None,
    }
}

fn handle(
    service: &Service,
    route: Route,
    project: &str,
    uri: &Uri,
    body: &[u8],
    delivery: Delivery,
) -> Result<Response, ApiError> {
    let response = match route {
        Route::Send => {
            let mut body = request::object(body)?;
            let phone = required(&mut body, "phone", ErrorCode::InvalidPhone)?;
            let purpose = request::optional_text(&mut body, "purpose")?;
            if purpose.as_ref().is_some_and(|text| text.chars().count() > MAX_PURPOSE) {
                return Err(ApiError::bad_request(format!(
                    "purpose must have {MAX_PURPOSE} characters at most."
                )));
            }
            Json(service.send(project, &phone, purpose, delivery)?).into_response()
        }
        Route::Verify => {
            let mut body = request::object(body)?;
            let phone = required(&mut body, "phone", ErrorCode::InvalidPhone)?;
            let code = required(&mut body, "code", ErrorCode::OtpInvalid)?;
            Json(service.verify(project, &phone, &code)?).into_response()
        }
        Route::ValidateToken => {
            let mut body = request::object(body)?;
            let token = required(&mut body, "token", ErrorCode::TokenInvalid)?;
            let consume = match body.remove("consume") {
                None | Some(Value::Null) => true,
                Some(Value::Bool(consume)) => consume,
                Some(_) => return Err(ApiError::bad_request("consume must be a boolean.")),
            };
            Json(service.validate(project, &token, consume)?).into_response()
        }
        Route::Stats => {
            let days = Parameters::of(uri)?.number("days", DEFAULT_DAYS, 1..=MAX_DAYS)?;
            Json(service.stats(project, days)?).into_response()
        }
        Route::Logs => Json(service.logs(project, &log_query(uri)?)?).into_response(),
    };
    Ok(response)
}

/// Removes a required text field. If it is absent, empty or not text, the call has a documented
/// error.
fn required(
    body: &mut Map<String, Value>,
    field: &str,
    error: ErrorCode,
) -> Result<String, ApiError> {
    match body.remove(field) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text),
        _ => Err(error.into()),
    }
}

fn log_query(uri: &Uri) -> Result<LogQuery, ApiError> {
    let parameters = Parameters::of(uri)?;
    let phone = parameters.phone();
    if phone.as_ref().is_some_and(|phone| !is_e164(phone)) {
        return Err(ErrorCode::InvalidPhone.into());
    }
    Ok(LogQuery {
        phone,
        status: parameters.text("status").map(log_status).transpose()?,
        page: parameters.number("page", 1, 1..=u32::MAX)?,
        limit: parameters.number("limit", DEFAULT_LIMIT, 1..=MAX_LIMIT)?,
    })
}

fn log_status(name: &str) -> Result<LogStatus, ApiError> {
    serde_json::from_value(Value::from(name)).map_err(|_| {
        ApiError::bad_request("status must be one of SENT, VERIFIED, FAILED, EXPIRED.")
    })
}
