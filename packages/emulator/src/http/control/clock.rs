//! Control routes of the clock.

use axum::http::Uri;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::clock::Millis;
use crate::http::error::ApiError;
use crate::http::request::{self, Parameters};
use crate::service::{ClockChange, Service};

/// How far to move a clock ahead: the sum of all units. One of them or `frozen` is required.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the older name of `seconds`, which scripts use")]
pub struct Advance {
    /// The project whose clock changes. The emulator's clock if absent.
    project_id: Option<String>,
    /// `true` makes the clock stand, `false` makes it run on from where it stands.
    frozen: Option<bool>,
    #[schema(minimum = 0, maximum = 3_162_240_000_u64)]
    advance_seconds: Option<u64>,
    #[schema(minimum = 0, maximum = 3_162_240_000_u64)]
    seconds: Option<u64>,
    #[schema(minimum = 0, maximum = 3_162_240_000_000_u64)]
    milliseconds: Option<u64>,
    #[schema(minimum = 0, maximum = 52_704_000)]
    minutes: Option<u64>,
    #[schema(minimum = 0, maximum = 878_400)]
    hours: Option<u64>,
    #[schema(minimum = 0, maximum = 36_600)]
    days: Option<u64>,
}

impl Advance {
    /// Returns `None` if the sum overflows.
    fn millis(&self) -> Option<u64> {
        let units = [
            (self.milliseconds, 1),
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

    const fn is_empty(&self) -> bool {
        self.advance_seconds.is_none()
            && self.seconds.is_none()
            && self.milliseconds.is_none()
            && self.minutes.is_none()
            && self.hours.is_none()
            && self.days.is_none()
    }
}

pub fn show(service: &Service, uri: &Uri) -> Result<Value, ApiError> {
    Ok(json!(service.clock_view(Parameters::of(uri)?.text("projectId"))?))
}

pub fn advance(service: &Service, body: &[u8]) -> Result<Value, ApiError> {
    let change: Advance = request::typed(body)?;
    if change.is_empty() && change.frozen.is_none() {
        return Err(ApiError::bad_request(
            "Expected frozen, or one of days, hours, minutes, seconds and milliseconds.",
        ));
    }
    let project_id = change.project_id.as_deref();
    let by = change.millis().unwrap_or(Millis::MAX);
    service.change_clock(project_id, ClockChange { frozen: change.frozen, by })?;
    Ok(json!(service.clock_view(project_id)?))
}
