//! The emulator's own routes: what a test needs to see and to change.

use std::sync::Arc;

use axum::{
    Json,
    extract::Request,
    http::Uri,
    response::{IntoResponse, Response},
};
use baxverify_wire::ErrorCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    api::respond,
    failure::{Failure, Other},
    guard,
    input::{self, Parameters},
};
use crate::{
    clock::iso,
    service::{Service, SettingsPatch, UpdateError, is_e164},
};

#[derive(Clone, Copy)]
pub(super) enum Control {
    Messages,
    Code,
    Reset,
    Clock,
    Project,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Reset {
    project_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Advance {
    advance_seconds: u64,
}

pub(super) async fn answer(service: Arc<Service>, control: Control, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = input::body(body).await;
    let attempt = || {
        if let Some(reason) = guard::refusal(&parts.headers) {
            return Err(Failure::Other(Other::ControlForbidden, reason.to_owned()));
        }
        call(&service, control, &parts.uri, &body?)
    };
    match attempt() {
        Ok(value) => Json(value).into_response(),
        Err(failure) => respond(failure, &parts, &service),
    }
}

fn call(service: &Service, control: Control, uri: &Uri, body: &[u8]) -> Result<Value, Failure> {
    match control {
        Control::Messages => {
            let phone = Parameters::of(uri)?.phone();
            Ok(json!({ "messages": service.messages(phone.as_deref()) }))
        }
        Control::Code => {
            let phone = Parameters::of(uri)?.phone().unwrap_or_default();
            if !is_e164(&phone) {
                return Err(ErrorCode::InvalidPhone.into());
            }
            let code = service.code_for(&phone).ok_or_else(|| {
                let reason = format!("No message was delivered to {phone}.");
                Failure::Other(Other::ControlNotFound, reason)
            })?;
            Ok(json!({ "phone": phone, "code": code }))
        }
        Control::Reset => {
            let Reset { project_id } = input::typed(body)?;
            service.reset(project_id.as_deref())?;
            Ok(json!({ "success": true }))
        }
        Control::Clock => {
            let Advance { advance_seconds } = input::typed(body)?;
            if !advance_seconds.checked_mul(1000).is_some_and(|by| service.advance(by)) {
                return Err(Failure::bad_request("The clock moves ahead 100 years at most."));
            }
            Ok(json!({
                "now": iso(service.now()),
                "offsetSeconds": service.clock_offset() / 1000,
            }))
        }
        Control::Project => {
            let patch: SettingsPatch = input::typed(body)?;
            Ok(json!(service.update_project(patch)?))
        }
    }
}

impl From<UpdateError> for Failure {
    fn from(error: UpdateError) -> Self {
        match error {
            UpdateError::UnknownProject(id) => {
                Self::Other(Other::ControlNotFound, format!("There is no project {id:?}."))
            }
            UpdateError::Invalid(reason) => Self::bad_request(reason),
        }
    }
}
