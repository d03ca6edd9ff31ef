//! Control routes of the clock.

use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::clock::iso;
use crate::http::error::ApiError;
use crate::http::request;
use crate::service::Service;

/// How far to move the clock ahead: the sum of all units. At least one is required.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the older name of `seconds`, which scripts use")]
pub struct Advance {
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

pub fn show(service: &Service) -> Value {
    json!({
        "now": iso(service.now()),
        "offsetSeconds": service.clock_offset() / 1000,
    })
}

pub fn advance(service: &Service, body: &[u8]) -> Result<Value, ApiError> {
    let by: Advance = request::typed(body)?;
    if by.is_empty() {
        return Err(ApiError::bad_request(
            "Expected one of days, hours, minutes, seconds and milliseconds.",
        ));
    }
    if !by.millis().is_some_and(|millis| service.advance(millis)) {
        return Err(ApiError::bad_request("The clock can be at most 100 years ahead."));
    }
    Ok(show(service))
}
