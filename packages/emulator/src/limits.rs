//! The limits of the emulated service: lifetimes, attempts, the send limit, how much is kept.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::clock::Millis;
use crate::quote::quoted;

/// The longest lifetime of a code or proof, and the longest send window. Together with the maximum
/// offset of the clock it keeps all years at four digits.
const MAX_SECONDS: u64 = 10 * 366 * 24 * 60 * 60;

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Limits {
    pub code_lifetime_seconds: u64,
    /// Digits of a code.
    pub code_length: usize,
    /// Wrong codes per message. After the last one the right code is rejected too.
    pub max_attempts: u32,
    /// Messages per phone and window. 0 means no limit.
    pub send_limit: usize,
    pub send_window_seconds: u64,
    /// Wrong codes per phone within 24 hours, over all codes. 0 means no limit.
    pub max_failures_per_phone: u32,
    pub proof_lifetime_seconds: u64,
    /// Messages kept per project. The oldest are dropped first, together with their codes.
    pub max_messages: usize,
    /// The age in seconds above which messages are dropped.
    #[serde(deserialize_with = "retention")]
    pub retention: Option<u64>,
}

/// Parses a duration such as `7d`, `12h`, `30m` or `90s`.
fn retention<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let seconds = text.strip_suffix(['s', 'm', 'h', 'd']).and_then(|number| {
        let unit = match text.as_bytes().last()? {
            b's' => 1,
            b'm' => 60,
            b'h' => 60 * 60,
            _ => 24 * 60 * 60,
        };
        number.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
        number.parse::<u64>().ok()?.checked_mul(unit)
    });
    let seconds = seconds.filter(|seconds| (1..=MAX_SECONDS).contains(seconds));
    seconds.map(Some).ok_or_else(|| {
        let expected = "must be a duration such as 7d, 12h, 30m or 90s, at most 3660d";
        D::Error::custom(format!("{expected}, got {}", quoted(&text)))
    })
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            code_lifetime_seconds: 10 * 60,
            code_length: 6,
            max_attempts: 5,
            send_limit: 5,
            send_window_seconds: 10 * 60,
            max_failures_per_phone: 0,
            proof_lifetime_seconds: 15 * 60,
            max_messages: 10_000,
            retention: None,
        }
    }
}

impl Limits {
    /// Returns the limits clamped to what the service can handle.
    pub fn bounded(self) -> Self {
        Self {
            code_lifetime_seconds: self.code_lifetime_seconds.clamp(1, MAX_SECONDS),
            code_length: self.code_length.clamp(4, 10),
            max_attempts: self.max_attempts.max(1),
            send_limit: self.send_limit,
            max_failures_per_phone: self.max_failures_per_phone,
            send_window_seconds: self.send_window_seconds.clamp(1, MAX_SECONDS),
            proof_lifetime_seconds: self.proof_lifetime_seconds.clamp(1, MAX_SECONDS),
            max_messages: self.max_messages.max(1),
            retention: self.retention,
        }
    }

    pub fn retention_millis(&self) -> Option<Millis> {
        self.retention.map(|seconds| seconds * 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;

    #[test]
    fn limits_are_clamped_to_what_dates_can_hold() {
        let wild = Limits { code_lifetime_seconds: u64::MAX, max_messages: 0, ..Limits::default() };
        let bounded = wild.bounded();
        assert!(bounded.code_lifetime_seconds < u64::MAX / 1_000_000);
        assert_eq!(bounded.max_messages, 1);
    }

    #[test]
    fn a_retention_is_a_number_with_a_unit() {
        let parse =
            |text: &str| serde_json::from_value::<Limits>(serde_json::json!({ "retention": text }));
        for (text, seconds) in [("7d", 604_800), ("12h", 43_200), ("30m", 1_800), ("90s", 90)] {
            assert_eq!(parse(text).unwrap().retention, Some(seconds));
        }
        for text in
            ["", "7", "d", "0s", "-1d", "+1d", "1.5h", "7 d", "99999999999999999999d", "3661d"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
