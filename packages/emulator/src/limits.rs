//! The limits of the emulated service: lifetimes, attempts, the send limit, how much is kept.

use serde::Deserialize;

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
    pub proof_lifetime_seconds: u64,
    /// Messages kept per project. The oldest are dropped first, together with their codes.
    pub max_messages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            code_lifetime_seconds: 10 * 60,
            code_length: 6,
            max_attempts: 5,
            send_limit: 5,
            send_window_seconds: 10 * 60,
            proof_lifetime_seconds: 15 * 60,
            max_messages: 10_000,
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
            send_window_seconds: self.send_window_seconds.clamp(1, MAX_SECONDS),
            proof_lifetime_seconds: self.proof_lifetime_seconds.clamp(1, MAX_SECONDS),
            max_messages: self.max_messages.max(1),
        }
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
}
