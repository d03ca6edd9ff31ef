//! The five calls of the service.

use std::sync::Arc;

use axum::{
    Json,
    extract::Request,
    http::{Uri, request::Parts},
    response::{IntoResponse, Response},
};
use baxverify_wire::{ErrorCode, LogStatus, Route};
use serde_json::{Map, Value};

use super::{
    disturb,
    failure::Failure,
    input::{self, Parameters},
};
use crate::chaos::{Call, Fate};
use crate::service::{LogQuery, Service, is_e164};

const DEFAULT_DAYS: u32 = 30;
const MAX_DAYS: u32 = 365;
const DEFAULT_LIMIT: u32 = 20;
const MAX_LIMIT: u32 = 100;
/// Bounds what a message takes up.
const MAX_PURPOSE: usize = 1_000;

pub(super) async fn answer(service: Arc<Service>, route: Route, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = input::body(body).await;
    let project_id = input::project_id(&parts.headers);
    let phone = phone(&service, route, project_id, &parts.uri, body.as_deref().unwrap_or_default());
    let plan = service.plan(&Call { route, phone: phone.as_deref(), project_id });
    let fate = plan.fate;
    let attempt = || {
        service.admit(route, project_id, input::bearer(&parts.headers))?;
        let project_id = project_id.ok_or(ErrorCode::ProjectHeaderRequired)?;
        call(&service, route, project_id, &parts.uri, &body?, fate)
    };
    let own = || attempt().unwrap_or_else(|failure| respond(failure, &parts, &service));
    disturb::answer(plan, &parts, &service, own).await
}

/// The phone that a call is about, as far as one can tell before judging it.
fn phone(
    service: &Service,
    route: Route,
    project_id: Option<&str>,
    uri: &Uri,
    body: &[u8],
) -> Option<String> {
    let text = |field| match input::object(body).ok()?.remove(field)? {
        Value::String(text) => Some(text),
        _ => None,
    };
    match route {
        Route::Send | Route::Verify => text("phone"),
        Route::ValidateToken => service.phone_of_proof(project_id?, &text("token")?),
        Route::Logs => Parameters::of(uri).ok()?.phone(),
        Route::Stats => None,
    }
}

/// Answers a failed request of whatever route.
pub(super) fn respond(failure: Failure, parts: &Parts, service: &Service) -> Response {
    failure.respond(parts.uri.path(), input::project_id(&parts.headers), service.now())
}

fn call(
    service: &Service,
    route: Route,
    project: &str,
    uri: &Uri,
    body: &[u8],
    fate: Fate,
) -> Result<Response, Failure> {
    let response = match route {
        Route::Send => {
            let mut body = input::object(body)?;
            let phone = required(&mut body, "phone", ErrorCode::InvalidPhone)?;
            let purpose = input::optional_text(&mut body, "purpose")?;
            if purpose.as_ref().is_some_and(|text| text.chars().count() > MAX_PURPOSE) {
                return Err(Failure::bad_request(format!(
                    "purpose must have {MAX_PURPOSE} characters at most."
                )));
            }
            Json(service.send(project, &phone, purpose, fate)?).into_response()
        }
        Route::Verify => {
            let mut body = input::object(body)?;
            let phone = required(&mut body, "phone", ErrorCode::InvalidPhone)?;
            let code = required(&mut body, "code", ErrorCode::OtpInvalid)?;
            Json(service.verify(project, &phone, &code)?).into_response()
        }
        Route::ValidateToken => {
            let mut body = input::object(body)?;
            let token = required(&mut body, "token", ErrorCode::TokenInvalid)?;
            let consume = match body.remove("consume") {
                None | Some(Value::Null) => true,
                Some(Value::Bool(consume)) => consume,
                Some(_) => return Err(Failure::bad_request("consume must be a boolean.")),
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

/// A field without which the call has its own documented error: absent, empty or not text.
fn required(
    body: &mut Map<String, Value>,
    field: &str,
    otherwise: ErrorCode,
) -> Result<String, Failure> {
    match body.remove(field) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text),
        _ => Err(otherwise.into()),
    }
}

fn log_query(uri: &Uri) -> Result<LogQuery, Failure> {
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

fn log_status(name: &str) -> Result<LogStatus, Failure> {
    serde_json::from_value(Value::from(name))
        .map_err(|_| Failure::bad_request("status must be one of SENT, VERIFIED, FAILED, EXPIRED."))
}
