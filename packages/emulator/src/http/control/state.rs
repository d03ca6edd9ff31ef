//! Changing projects and the clock.

use axum::http::Uri;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::{
    clock::iso,
    http::{
        failure::Failure,
        input::{self, Parameters},
    },
    service::{Service, SettingsPatch},
};

const DEFAULT_DAYS: u32 = 14;
const MAX_DAYS: u32 = 365;

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::http) struct Reset {
    project_id: Option<String>,
}

/// How far to move the clock: the sum of all units, of which at least one is named.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the older name of `seconds`, which scripts use")]
pub(in crate::http) struct Advance {
    #[schema(minimum = 0, maximum = 3_162_240_000_u64)]
    advance_seconds: Option<u64>,
    #[schema(minimum = 0, maximum = 3_162_240_000_u64)]
    seconds: Option<u64>,
    #[schema(minimum = 0, maximum = 52_704_000)]
    minutes: Option<u64>,
    #[schema(minimum = 0, maximum = 878_400)]
    hours: Option<u64>,
    #[schema(minimum = 0, maximum = 36_600)]
    days: Option<u64>,
}

impl Advance {
    fn millis(&self) -> Option<u64> {
        let units = [
            (self.advance_seconds, 1_000),
            (self.seconds, 1_000),
            (self.minutes, 60_000),
            (self.hours, 3_600_000),
            (self.days, 86_400_000),
        ];
        units.into_iter().try_fold(0_u64, |sum, (count, unit)| {
            sum.checked_add(count.unwrap_or(0).checked_mul(unit)?)
        })
    }

    const fn names_none(&self) -> bool {
        self.advance_seconds.is_none()
            && self.seconds.is_none()
            && self.minutes.is_none()
            && self.hours.is_none()
            && self.days.is_none()
    }
}

pub(super) fn reset(service: &Service, body: &[u8]) -> Result<Value, Failure> {
    let Reset { project_id } = input::typed(body)?;
    service.reset(project_id.as_deref())?;
    Ok(json!({ "success": true }))
}

pub(super) fn advance(service: &Service, body: &[u8]) -> Result<Value, Failure> {
    let by: Advance = input::typed(body)?;
    if by.names_none() {
        return Err(Failure::bad_request("Expected one of days, hours, minutes and seconds."));
    }
    if !by.millis().is_some_and(|millis| service.advance(millis)) {
        return Err(Failure::bad_request("The clock moves ahead 100 years at most."));
    }
    Ok(clock(service))
}

pub(super) fn clock(service: &Service) -> Value {
    json!({
        "now": iso(service.now()),
        "offsetSeconds": service.clock_offset() / 1000,
    })
}

pub(super) fn projects(service: &Service) -> Value {
    json!({ "defaultProjectId": service.default_project(), "projects": service.projects() })
}

/// Counts by day, today last.
pub(super) fn days(service: &Service, uri: &Uri) -> Result<Value, Failure> {
    let parameters = Parameters::of(uri)?;
    let count = parameters.number("days", DEFAULT_DAYS, 1..=MAX_DAYS)?;
    let project_id = parameters.text("projectId").map(str::to_owned);
    Ok(json!({ "days": service.days(project_id, count) }))
}

pub(super) fn update(service: &Service, body: &[u8]) -> Result<Value, Failure> {
    let patch: SettingsPatch = input::typed(body)?;
    Ok(json!(service.update_project(patch)?))
}
