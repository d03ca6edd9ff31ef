//! The control API: the routes that tests and the inbox use. It needs no key.

use std::sync::Arc;

use axum::Json;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{Method, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::control::routes::ControlRoute;
use super::control::{clock, faults, messages, projects, requests, webhooks};
use super::error::{ApiError, UndocumentedError};
use super::metrics::Metrics;
use super::origin_check::AccessPolicy;
use super::request::Parameters;
use super::{event_stream, inbox_files, openapi, request};
use crate::service::Service;

pub async fn respond(service: Arc<Service>, route: ControlRoute, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let result = async {
        // Probes use any name as host.
        if route != ControlRoute::Health {
            check_origin(&parts)?;
        }
        if route == ControlRoute::Events {
            let project = Parameters::of(&parts.uri)?.text("projectId").map(str::to_owned);
            return Ok(event_stream::respond(&service, project));
        }
        let body = request::control_body(body).await?;
        let changes = parts.method != Method::GET;
        if changes || route == ControlRoute::Health {
            ApiError::check_storage(&service)?;
        }
        let value = handle(&service, route, &parts.uri, &body).await?;
        if changes {
            ApiError::check_storage(&service)?;
        }
        Ok(Json(value).into_response())
    };
    let response =
        result.await.unwrap_or_else(|error: ApiError| error.into_response(&parts, service.now()));
    inbox_files::with_security_headers(response)
}

/// Responds with a file of the inbox.
pub fn respond_with_file(
    service: &Service,
    file: &inbox_files::InboxFile,
    parts: &Parts,
) -> Response {
    let response = match check_origin(parts) {
        Ok(()) => inbox_files::respond(file),
        Err(error) => error.into_response(parts, service.now()),
    };
    inbox_files::with_security_headers(response)
}

pub fn respond_with_metrics(service: &Service, metrics: &Metrics, parts: &Parts) -> Response {
    let response = match check_origin(parts) {
        Ok(()) => metrics.respond(service),
        Err(error) => error.into_response(parts, service.now()),
    };
    inbox_files::with_security_headers(response)
}

/// Rejects a request that the access policy does not allow.
fn check_origin(request: &Parts) -> Result<(), ApiError> {
    let policy = request.extensions.get::<Arc<AccessPolicy>>().cloned().unwrap_or_default();
    match policy.problem(&request.headers) {
        Some(problem) => {
            Err(ApiError::Undocumented(UndocumentedError::ControlForbidden, problem.to_owned()))
        }
        None => Ok(()),
    }
}

async fn handle(
    service: &Arc<Service>,
    route: ControlRoute,
    uri: &Uri,
    body: &[u8],
) -> Result<Value, ApiError> {
    match route {
        // The caller responds with a stream.
        ControlRoute::Events => Ok(Value::Null),
        ControlRoute::OpenApi => Ok(openapi::document().clone()),
        ControlRoute::Health => Ok(json!({
            "status": "ok",
            "name": env!("CARGO_PKG_NAME"),
            "version": env!("CARGO_PKG_VERSION"),
        })),
        ControlRoute::Messages => messages::list(service, uri).await,
        ControlRoute::DeleteMessages => messages::delete(service, uri).await,
        ControlRoute::DeleteMessage => messages::delete_one(service, last_segment(uri)).await,
        ControlRoute::Wait => messages::wait(service, uri).await,
        ControlRoute::Code => messages::code(service, uri),
        ControlRoute::Reset => projects::reset(service, body),
        ControlRoute::Clock => clock::show(service, uri),
        ControlRoute::Clocks => Ok(json!(service.clocks())),
        ControlRoute::Advance => clock::advance(service, body),
        ControlRoute::Project => projects::update(service, uri, body),
        ControlRoute::RemoveProject => projects::remove(service, last_segment(uri)),
        ControlRoute::Projects => Ok(projects::list(service)),
        ControlRoute::Days => projects::daily_counts(service, uri),
        ControlRoute::Requests => requests::list(service, uri),
        ControlRoute::ClearRequests => requests::clear(service, uri),
        ControlRoute::Faults => Ok(faults::list(service)),
        ControlRoute::Inject => faults::inject(service, body),
        ControlRoute::EndFaults => Ok(faults::end_all(service)),
        ControlRoute::EndFault => faults::end(service, last_segment(uri)),
        ControlRoute::Webhooks => webhooks::list(service, uri),
        ControlRoute::ClearWebhooks => webhooks::clear(service, uri),
        ControlRoute::Redeliver => webhooks::redeliver(service, uri),
    }
}

fn last_segment(uri: &Uri) -> &str {
    uri.path().rsplit('/').next().unwrap_or("")
}
