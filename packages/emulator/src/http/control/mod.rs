//! The emulator's own routes: what a test needs to see and to change.

mod faults;
mod messages;
mod state;

use std::sync::Arc;

use axum::{
    Json,
    extract::Request,
    http::Uri,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    api::respond,
    failure::{Failure, Other},
    guard, input,
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
    Faults,
    Inject,
    EndFaults,
    EndFault,
}

pub(super) async fn answer(service: Arc<Service>, control: Control, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = input::body(body).await;
    let attempt = async {
        if let Some(reason) = guard::refusal(&parts.headers) {
            return Err(Failure::Other(Other::ControlForbidden, reason.to_owned()));
        }
        call(&service, control, &parts.uri, &body?).await
    };
    match attempt.await {
        Ok(value) => Json(value).into_response(),
        Err(failure) => respond(failure, &parts, &service),
    }
}

async fn call(
    service: &Service,
    control: Control,
    uri: &Uri,
    body: &[u8],
) -> Result<Value, Failure> {
    match control {
        Control::Health => Ok(json!({ "status": "ok" })),
        Control::Messages => messages::list(service, uri),
        Control::Wait => messages::wait(service, uri).await,
        Control::Code => messages::code(service, uri),
        Control::Reset => state::reset(service, body),
        Control::Clock => Ok(state::clock(service)),
        Control::Advance => state::advance(service, body),
        Control::Project => state::update(service, body),
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
