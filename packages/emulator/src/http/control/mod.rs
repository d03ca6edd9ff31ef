//! The emulator's own routes: what a test needs to see and to change.

mod faults;
mod messages;
mod state;

pub(super) use self::{
    messages::MAX_TIMEOUT_MILLIS,
    state::{Advance, Reset},
};
use std::sync::Arc;

use axum::{
    Json,
    extract::Request,
    http::{HeaderMap, Uri, request::Parts},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    api::respond,
    events,
    failure::{Failure, Other},
    guard, input, openapi, page,
};
use crate::service::{Service, UpdateError};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Control {
    Health,
    Messages,
    Wait,
    Code,
    Reset,
    Clock,
    Advance,
    Project,
    Projects,
    Days,
    Events,
    OpenApi,
    Faults,
    Inject,
    EndFaults,
    EndFault,
}

/// Where each is, and with which method.
pub(super) const ROUTES: &[(&str, &str, Control)] = &[
    ("/healthz", "GET", Control::Health),
    ("/emulator/messages", "GET", Control::Messages),
    ("/emulator/messages/wait", "GET", Control::Wait),
    ("/emulator/code", "GET", Control::Code),
    ("/emulator/reset", "POST", Control::Reset),
    ("/emulator/clock", "GET", Control::Clock),
    ("/emulator/clock", "POST", Control::Advance),
    ("/emulator/project", "PATCH", Control::Project),
    ("/emulator/projects", "GET", Control::Projects),
    ("/emulator/stats", "GET", Control::Days),
    ("/emulator/events", "GET", Control::Events),
    ("/emulator/faults", "GET", Control::Faults),
    ("/emulator/faults", "POST", Control::Inject),
    ("/emulator/faults", "DELETE", Control::EndFaults),
    ("/emulator/faults/{id}", "DELETE", Control::EndFault),
    ("/openapi.json", "GET", Control::OpenApi),
];

pub(super) async fn answer(service: Arc<Service>, control: Control, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = input::body(body).await;
    let attempt = async {
        admit(&parts.headers)?;
        if control == Control::Events {
            return Ok(events::stream(&service));
        }
        call(&service, control, &parts.uri, &body?).await.map(|value| Json(value).into_response())
    };
    let response = attempt.await.unwrap_or_else(|failure| respond(failure, &parts, &service));
    page::protect(response)
}

/// A file of the inbox.
pub(super) fn show(service: &Service, file: &page::File, parts: &Parts) -> Response {
    let response = match admit(&parts.headers) {
        Ok(()) => page::answer(file),
        Err(failure) => respond(failure, parts, service),
    };
    page::protect(response)
}

fn admit(headers: &HeaderMap) -> Result<(), Failure> {
    match guard::refusal(headers) {
        Some(reason) => Err(Failure::Other(Other::ControlForbidden, reason.to_owned())),
        None => Ok(()),
    }
}

async fn call(
    service: &Service,
    control: Control,
    uri: &Uri,
    body: &[u8],
) -> Result<Value, Failure> {
    match control {
        // Answered as a stream before it comes to this.
        Control::Events => Ok(Value::Null),
        Control::OpenApi => Ok(openapi::document().clone()),
        Control::Health => Ok(json!({ "status": "ok" })),
        Control::Messages => messages::list(service, uri),
        Control::Wait => messages::wait(service, uri).await,
        Control::Code => messages::code(service, uri),
        Control::Reset => state::reset(service, body),
        Control::Clock => Ok(state::clock(service)),
        Control::Advance => state::advance(service, body),
        Control::Project => state::update(service, body),
        Control::Projects => Ok(state::projects(service)),
        Control::Days => state::days(service, uri),
        Control::Faults => Ok(faults::list(service)),
        Control::Inject => faults::inject(service, body),
        Control::EndFaults => Ok(faults::end_all(service)),
        Control::EndFault => faults::end(service, uri.path().rsplit('/').next().unwrap_or("")),
    }
}

fn not_found(reason: String) -> Failure {
    Failure::Other(Other::ControlNotFound, reason)
}

impl From<UpdateError> for Failure {
    fn from(error: UpdateError) -> Self {
        match error {
            UpdateError::UnknownProject(id) => not_found(format!("There is no project {id:?}.")),
            UpdateError::Invalid(reason) => Self::bad_request(reason),
        }
    }
}
