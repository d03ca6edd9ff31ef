//! One rule: which calls it selects, and its one effect on them.

use baxverify_wire::{ErrorCode, Route};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::effects::{CallInfo, Delivery, ResponseFault, ResponseFaultKind, WebhookInfo};
use crate::phone::is_e164;
use crate::project_id;
use crate::quote::quoted;
use crate::webhooks::{EventName, Kind, Plan};

/// An hour.
const MAX_MILLIS: u64 = 3_600_000;
const DEFAULT_LATE_MILLIS: u64 = 5_000;
const DEFAULT_DRIP_MILLIS: u64 = 50;

/// A fault rule. Exactly one of `error`, `status`, `latencyMs`, `connection`, `sms` and `webhook`
/// is the effect. The other fields select calls or give details of the effect.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// Only calls of this route. All routes if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<RouteName>,
    /// Only calls with this phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = r"^\+[1-9][0-9]{7,14}$")]
    pub phone: Option<String>,
    /// Only calls of this project.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[!-~]+$", max_length = 256)]
    pub project_id: Option<String>,
    /// With `webhook`: only deliveries of this event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<EventName>,
    /// Only the nth matching call, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 4_294_967_295_u64)]
    pub nth: Option<u32>,
    /// The maximum number of affected calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 4_294_967_295_u64)]
    pub times: Option<u32>,
    /// The probability that a matching call is affected: above 0, at most 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(exclusive_minimum = 0.0, maximum = 1.0)]
    pub probability: Option<f64>,
    /// The seed for `probability` and `latencyMs`. Random if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 4_294_967_295_u64)]
    pub seed: Option<u32>,

    /// The code of a documented error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// A status without the error envelope, as a proxy in front of the service responds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 400, maximum = 599)]
    pub status: Option<u16>,
    /// Delays the response. The call takes effect at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<Latency>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<Connection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sms: Option<Sms>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook: Option<Webhook>,

    /// With `error` or `status`: the value of the header `Retry-After`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 4_294_967_295_u64)]
    pub retry_after_seconds: Option<u32>,
    /// Milliseconds. With `sms: late` and `webhook: late`: the delay, 5000 by default. With
    /// `connection: drip`: the pause after each byte, 50 by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 3_600_000)]
    pub delay_ms: Option<u64>,
    /// With `error`, `status`, `reset` and `stall`: whether the service processes the call, so
    /// that only the response is lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub takes_effect: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RouteName {
    Send,
    Verify,
    ValidateToken,
    Stats,
    Logs,
}

/// Milliseconds: a fixed number, or a random one from a range.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(untagged, expecting = "must be milliseconds from 0 to 3600000, or { min, max }")]
pub enum Latency {
    Fixed(Span),
    Random(Range),
}

/// Milliseconds, at most an hour.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(minimum = 0, maximum = 3_600_000)]
pub struct Span(u64);

#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Range {
    #[schema(minimum = 0, maximum = 3_600_000)]
    pub min: u64,
    #[schema(minimum = 0, maximum = 3_600_000)]
    pub max: u64,
}

/// `reset`: the connection is reset without a response. `stall`: the response never comes. `drip`:
/// it comes byte by byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Connection {
    Reset,
    Stall,
    Drip,
}

/// `duplicate`: the SMS arrives twice. `late`: after the response. `lost`: never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Sms {
    Duplicate,
    Late,
    Lost,
}

/// `duplicate`: the event is delivered twice. `late`: later. `lost`: never. The others deliver a
/// forgery before the event: with the signature of another secret, without a signature, or with a
/// body that was changed after it was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Webhook {
    Duplicate,
    Late,
    Lost,
    ForgedSignature,
    MissingSignature,
    AlteredBody,
}

impl Rule {
    /// # Errors
    /// Returns the first invalid field and what it must be.
    pub fn validate(&self) -> Result<(), String> {
        let effects = [
            self.error.is_some(),
            self.status.is_some(),
            self.latency_ms.is_some(),
            self.connection.is_some(),
            self.sms.is_some(),
            self.webhook.is_some(),
        ];
        let effect_count = effects.iter().filter(|&&given| given).count();
        let reject_if =
            |wrong: bool, message: &str| if wrong { Err(message.to_owned()) } else { Ok(()) };
        reject_if(
            effect_count != 1,
            "expected exactly one of error, status, latencyMs, connection, sms and webhook",
        )?;
        if let Some(name) =
            self.error.as_deref().filter(|&name| ErrorCode::from_name(name).is_none())
        {
            return Err(format!("error: {} is not a documented error code", quoted(name)));
        }
        let has_error_response = self.error.is_some() || self.status.is_some();
        let is_late = self.sms == Some(Sms::Late) || self.webhook == Some(Webhook::Late);
        let is_drip = self.connection == Some(Connection::Drip);
        reject_if(
            self.status.is_some_and(|status| !(400..=599).contains(&status)),
            "status: must be from 400 to 599",
        )?;
        self.project_id.as_deref().map_or(Ok(()), project_id::check)?;
        reject_if(
            self.phone.as_deref().is_some_and(|phone| !is_e164(phone)),
            "phone: must be an E.164 number",
        )?;
        reject_if(self.nth == Some(0), "nth: must be 1 or more")?;
        reject_if(self.times == Some(0), "times: must be 1 or more")?;
        reject_if(
            self.probability.is_some_and(|p| !(p > 0.0 && p <= 1.0)),
            "probability: must be above 0 and at most 1",
        )?;
        reject_if(
            self.latency_ms.is_some_and(|latency| {
                let (min, max) = latency.range();
                min > max || max > MAX_MILLIS
            }),
            "latencyMs: must be at most 3600000, and min at most max",
        )?;
        reject_if(
            self.delay_ms.is_some_and(|delay| delay == 0 || delay > MAX_MILLIS),
            "delayMs: must be from 1 to 3600000",
        )?;
        reject_if(
            self.delay_ms.is_some() && !is_late && !is_drip,
            "delayMs: allowed only with sms: late, webhook: late and connection: drip",
        )?;
        reject_if(
            self.retry_after_seconds.is_some() && !has_error_response,
            "retryAfterSeconds: allowed only with error and status",
        )?;
        reject_if(
            self.takes_effect.is_some()
                && (is_drip || !has_error_response && self.connection.is_none()),
            "takesEffect: allowed only with error, status, connection: reset and connection: stall",
        )?;
        reject_if(
            self.webhook.is_some() && self.route.is_some(),
            "route: not allowed with webhook",
        )?;
        reject_if(
            self.event.is_some() && self.webhook.is_none(),
            "event: allowed only with webhook",
        )?;
        reject_if(
            self.sms.is_some() && self.route.is_some_and(|route| route != RouteName::Send),
            "sms: allowed only with route: send",
        )
    }

    pub(super) fn matches(&self, call: &CallInfo) -> bool {
        let same = |wanted: &Option<String>, is: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| Some(wanted) == is)
        };
        self.webhook.is_none()
            && self.route.is_none_or(|route| route.is(call.route))
            && (self.sms.is_none() || call.route == Route::Send)
            && same(&self.phone, call.phone)
            && same(&self.project_id, call.project_id)
    }

    pub(super) fn matches_webhook(&self, delivery: &WebhookInfo) -> bool {
        let same =
            |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|wanted| wanted == is);
        self.webhook.is_some()
            && self.event.is_none_or(|event| event == delivery.event)
            && same(&self.phone, delivery.phone)
            && same(&self.project_id, delivery.project_id)
    }

    /// Adds the effect of a rule for webhooks.
    pub(super) fn add_to(&self, plan: &mut Plan) {
        match self.webhook {
            None => {}
            Some(Webhook::Duplicate) => plan.has_duplicate = true,
            Some(Webhook::Late) => {
                plan.delay_millis += self.delay_ms.unwrap_or(DEFAULT_LATE_MILLIS);
            }
            Some(Webhook::Lost) => plan.is_lost = true,
            Some(Webhook::ForgedSignature) => plan.forgeries.push(Kind::ForgedSignature),
            Some(Webhook::MissingSignature) => plan.forgeries.push(Kind::MissingSignature),
            Some(Webhook::AlteredBody) => plan.forgeries.push(Kind::AlteredBody),
        }
    }

    pub(super) fn response_fault(&self) -> Option<ResponseFault> {
        let retry_after_seconds = self.retry_after_seconds.map(u64::from);
        let code = self.error.as_deref().and_then(ErrorCode::from_name);
        let kind = match (code, self.status, self.connection) {
            (Some(code), _, _) => ResponseFaultKind::Error { code, retry_after_seconds },
            (_, Some(status), _) => ResponseFaultKind::Status { status, retry_after_seconds },
            (_, _, Some(Connection::Reset)) => ResponseFaultKind::Reset,
            (_, _, Some(Connection::Stall)) => ResponseFaultKind::Stall,
            (_, _, Some(Connection::Drip)) => ResponseFaultKind::Drip {
                pause_millis: self.delay_ms.unwrap_or(DEFAULT_DRIP_MILLIS),
            },
            (None, None, None) => return None,
        };
        // A slow response is the response of the call itself.
        let takes_effect =
            self.takes_effect.unwrap_or(false) || matches!(kind, ResponseFaultKind::Drip { .. });
        Some(ResponseFault { kind, takes_effect })
    }

    pub(super) fn delivery(&self) -> Option<Delivery> {
        Some(match self.sms? {
            Sms::Duplicate => Delivery::Twice,
            Sms::Late => Delivery::Late { by_millis: self.delay_ms.unwrap_or(DEFAULT_LATE_MILLIS) },
            Sms::Lost => Delivery::Lost,
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
        serde_json::from_str::<Rule>(json).unwrap().validate().err()
    }

    #[test]
    fn accepts_one_effect_with_its_details() {
        for json in [
            r#"{"error":"BAXVERIFY_RATE_LIMIT","retryAfterSeconds":3,"route":"send"}"#,
            r#"{"status":503,"probability":0.5,"seed":1,"takesEffect":true}"#,
            r#"{"latencyMs":100}"#,
            r#"{"latencyMs":{"min":1,"max":2},"route":"validate-token"}"#,
            r#"{"connection":"drip","delayMs":1}"#,
            r#"{"connection":"reset","takesEffect":true,"nth":2,"times":1}"#,
            r#"{"webhook":"late","delayMs":9,"event":"otp.sent"}"#,
            r#"{"webhook":"forgedSignature","nth":1,"projectId":"p"}"#,
            r#"{"sms":"late","delayMs":9,"phone":"+4366412345678"}"#,
        ] {
            assert_eq!(problem(json), None, "{json}");
        }
    }

    #[test]
    fn errors_name_the_field() {
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
            (r#"{"webhook":"lost","route":"send"}"#, "route"),
            (r#"{"webhook":"lost","delayMs":1}"#, "delayMs"),
            (r#"{"sms":"lost","event":"otp.sent"}"#, "event"),
        ] {
            assert!(problem(json).unwrap().contains(word), "{json}: {:?}", problem(json));
        }
    }
}
