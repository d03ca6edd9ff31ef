//! One rule: which calls it picks, and the one thing that it does to them.

use baxverify_wire::{ErrorCode, Route};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::plan::{Call, Disturbance, Fate, Trouble};
use crate::service::is_e164;

/// Longer than any client waits.
const MAX_MILLIS: u64 = 3_600_000;
const DEFAULT_LATE_MILLIS: u64 = 5_000;
const DEFAULT_DRIP_MILLIS: u64 = 50;

/// A rule of chaos. Exactly one of `error`, `status`, `latencyMs`, `connection` and `sms` says what
/// happens; the other fields pick calls and give details.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Rule {
    /// Only calls of this route; all where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) route: Option<RouteName>,
    /// Only calls about this phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = r"^\+[1-9][0-9]{7,14}$")]
    pub(crate) phone: Option<String>,
    /// Only calls of this project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) project_id: Option<String>,
    /// Only the nth of these calls, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 4_294_967_295_u64)]
    pub(crate) nth: Option<u32>,
    /// At most so often.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 4_294_967_295_u64)]
    pub(crate) times: Option<u32>,
    /// Above 0 and up to 1: how likely each of these calls is picked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(exclusive_minimum = 0.0, maximum = 1.0)]
    pub(crate) probability: Option<f64>,
    /// Repeats what is drawn for `probability` and `latencyMs`; random where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 4_294_967_295_u64)]
    pub(crate) seed: Option<u32>,

    /// A documented error, by its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
    /// A status without the service's envelope, as a proxy answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 400, maximum = 599)]
    pub(crate) status: Option<u16>,
    /// The answer comes later; the call takes effect at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) latency_ms: Option<Latency>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) connection: Option<Connection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sms: Option<Sms>,

    /// With `error` or `status`: the header `Retry-After`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 4_294_967_295_u64)]
    pub(crate) retry_after_seconds: Option<u32>,
    /// With `sms: late`: how late, 5000 by default. With `connection: drip`: the pause after each
    /// byte, 50 by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 3_600_000)]
    pub(crate) delay_ms: Option<u64>,
    /// With `error`, `status`, `reset` and `stall`: the call does its work and only the answer is
    /// lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) takes_effect: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RouteName {
    Send,
    Verify,
    ValidateToken,
    Stats,
    Logs,
}

/// Milliseconds: always as many, or drawn from a range.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Latency {
    Fixed(Span),
    Random(Range),
}

/// Milliseconds, up to an hour.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(minimum = 0, maximum = 3_600_000)]
pub(crate) struct Span(u64);

#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Range {
    #[schema(minimum = 0, maximum = 3_600_000)]
    pub(crate) min: u64,
    #[schema(minimum = 0, maximum = 3_600_000)]
    pub(crate) max: u64,
}

/// Cut without an answer, never answered, or answered byte by byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Connection {
    Reset,
    Stall,
    Drip,
}

/// Arrives twice, later than the answer, or never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Sms {
    Duplicate,
    Late,
    Lost,
}

impl Rule {
    /// What is wrong with the values, in words for the developer who wrote them.
    pub(crate) fn check(&self) -> Result<(), String> {
        let effects = [
            self.error.is_some(),
            self.status.is_some(),
            self.latency_ms.is_some(),
            self.connection.is_some(),
            self.sms.is_some(),
        ];
        let effect = effects.iter().filter(|&&given| given).count();
        let needs =
            |wrong: bool, message: &str| if wrong { Err(message.to_owned()) } else { Ok(()) };
        needs(effect != 1, "expected one of error, status, latencyMs, connection and sms")?;
        if let Some(name) =
            self.error.as_deref().filter(|&name| ErrorCode::from_name(name).is_none())
        {
            return Err(format!("error: {name:?} is not a documented code"));
        }
        let answers = self.error.is_some() || self.status.is_some();
        let lets_drip = self.connection == Some(Connection::Drip);
        needs(
            self.status.is_some_and(|status| !(400..=599).contains(&status)),
            "status: expected 400 to 599",
        )?;
        needs(
            self.phone.as_deref().is_some_and(|phone| !is_e164(phone)),
            "phone: expected an E.164 number",
        )?;
        needs(self.nth == Some(0), "nth: counted from 1")?;
        needs(self.times == Some(0), "times: expected 1 or more")?;
        needs(
            self.probability.is_some_and(|p| !(p > 0.0 && p <= 1.0)),
            "probability: expected a number above 0 and up to 1",
        )?;
        needs(
            self.latency_ms.is_some_and(|latency| {
                let (min, max) = latency.range();
                min > max || max > MAX_MILLIS
            }),
            "latencyMs: expected up to 3600000, and min up to max",
        )?;
        needs(
            self.delay_ms.is_some_and(|delay| delay == 0 || delay > MAX_MILLIS),
            "delayMs: expected 1 to 3600000",
        )?;
        needs(
            self.delay_ms.is_some() && self.sms != Some(Sms::Late) && !lets_drip,
            "delayMs goes with sms: late and connection: drip",
        )?;
        needs(
            self.retry_after_seconds.is_some() && !answers,
            "retryAfterSeconds goes with error and status",
        )?;
        needs(
            self.takes_effect.is_some() && (lets_drip || !answers && self.connection.is_none()),
            "takesEffect goes with error, status, reset and stall",
        )?;
        needs(
            self.sms.is_some() && self.route.is_some_and(|route| route != RouteName::Send),
            "sms goes with route: send",
        )
    }

    pub(super) fn picks(&self, call: &Call) -> bool {
        let same = |wanted: &Option<String>, is: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| Some(wanted) == is)
        };
        self.route.is_none_or(|route| route.is(call.route))
            && (self.sms.is_none() || call.route == Route::Send)
            && same(&self.phone, call.phone)
            && same(&self.project_id, call.project_id)
    }

    pub(super) fn disturbance(&self) -> Option<Disturbance> {
        let retry_after_seconds = self.retry_after_seconds.map(u64::from);
        let code = self.error.as_deref().and_then(ErrorCode::from_name);
        let trouble = match (code, self.status, self.connection) {
            (Some(code), _, _) => Trouble::Error { code, retry_after_seconds },
            (_, Some(status), _) => Trouble::Status { status, retry_after_seconds },
            (_, _, Some(Connection::Reset)) => Trouble::Reset,
            (_, _, Some(Connection::Stall)) => Trouble::Stall,
            (_, _, Some(Connection::Drip)) => {
                Trouble::Drip { pause_millis: self.delay_ms.unwrap_or(DEFAULT_DRIP_MILLIS) }
            }
            (None, None, None) => return None,
        };
        // A dripping answer is the call's own.
        let takes_effect =
            self.takes_effect.unwrap_or(false) || matches!(trouble, Trouble::Drip { .. });
        Some(Disturbance { trouble, takes_effect })
    }

    pub(super) fn fate(&self) -> Option<Fate> {
        Some(match self.sms? {
            Sms::Duplicate => Fate::ArrivesTwice,
            Sms::Late => Fate::Late { by_millis: self.delay_ms.unwrap_or(DEFAULT_LATE_MILLIS) },
            Sms::Lost => Fate::Lost,
        })
    }
}

impl Latency {
    pub(super) const fn range(self) -> (u64, u64) {
        match self {
            Self::Fixed(Span(millis)) => (millis, millis),
            Self::Random(Range { min, max }) => (min, max),
        }
    }
}

impl RouteName {
    const fn is(self, route: Route) -> bool {
        matches!(
            (self, route),
            (Self::Send, Route::Send)
                | (Self::Verify, Route::Verify)
                | (Self::ValidateToken, Route::ValidateToken)
                | (Self::Stats, Route::Stats)
                | (Self::Logs, Route::Logs)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Rule;

    fn problem(json: &str) -> Option<String> {
        serde_json::from_str::<Rule>(json).unwrap().check().err()
    }

    #[test]
    fn one_effect_with_what_belongs_to_it_is_fine() {
        for json in [
            r#"{"error":"BAXVERIFY_RATE_LIMIT","retryAfterSeconds":3,"route":"send"}"#,
            r#"{"status":503,"probability":0.5,"seed":1,"takesEffect":true}"#,
            r#"{"latencyMs":100}"#,
            r#"{"latencyMs":{"min":1,"max":2},"route":"validate-token"}"#,
            r#"{"connection":"drip","delayMs":1}"#,
            r#"{"connection":"reset","takesEffect":true,"nth":2,"times":1}"#,
            r#"{"sms":"late","delayMs":9,"phone":"+4366412345678"}"#,
        ] {
            assert_eq!(problem(json), None, "{json}");
        }
    }

    #[test]
    fn everything_else_is_named() {
        for (json, word) in [
            ("{}", "one of"),
            (r#"{"status":503,"sms":"lost"}"#, "one of"),
            (r#"{"error":"NOPE"}"#, "NOPE"),
            (r#"{"status":200}"#, "status"),
            (r#"{"status":500,"phone":"1"}"#, "phone"),
            (r#"{"status":500,"nth":0}"#, "nth"),
            (r#"{"status":500,"times":0}"#, "times"),
            (r#"{"status":500,"probability":0}"#, "probability"),
            (r#"{"status":500,"probability":1.5}"#, "probability"),
            (r#"{"status":500,"delayMs":1}"#, "delayMs"),
            (r#"{"latencyMs":{"min":2,"max":1}}"#, "latencyMs"),
            (r#"{"latencyMs":3600001}"#, "latencyMs"),
            (r#"{"latencyMs":1,"retryAfterSeconds":1}"#, "retryAfterSeconds"),
            (r#"{"connection":"drip","takesEffect":true}"#, "takesEffect"),
            (r#"{"sms":"lost","takesEffect":true}"#, "takesEffect"),
            (r#"{"sms":"lost","route":"verify"}"#, "route"),
        ] {
            assert!(problem(json).unwrap().contains(word), "{json}: {:?}", problem(json));
        }
    }
}
