//! Changing projects and the clock.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    clock::iso,
    http::{failure::Failure, input},
    service::{Service, SettingsPatch},
};

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

pub(super) fn reset(service: &Service, body: &[u8]) -> Result<Value, Failure> {
    let Reset { project_id } = input::typed(body)?;
    service.reset(project_id.as_deref())?;
    Ok(json!({ "success": true }))
}

pub(super) fn advance(service: &Service, body: &[u8]) -> Result<Value, Failure> {
    let Advance { advance_seconds } = input::typed(body)?;
    if !advance_seconds.checked_mul(1000).is_some_and(|by| service.advance(by)) {
        return Err(Failure::bad_request("The clock moves ahead 100 years at most."));
    }
    Ok(json!({
        "now": iso(service.now()),
        "offsetSeconds": service.clock_offset() / 1000,
    }))
}

pub(super) fn update(service: &Service, body: &[u8]) -> Result<Value, Failure> {
    let patch: SettingsPatch = input::typed(body)?;
    Ok(json!(service.update_project(patch)?))
}
