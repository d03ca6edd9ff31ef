//! What an emulator is started with.

use serde::Deserialize;

use crate::{chaos::Rule, seed::Seed};

/// The longest life of a code or proof and the longest send window: with the clock's own limit it
/// keeps dates inside four-digit years.
const MAX_SPAN_SECONDS: u64 = 10 * 366 * 24 * 60 * 60;

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct Config {
    /// The address to listen on.
    pub(crate) host: String,
    /// 0 takes a free one.
    pub(crate) port: u16,
    pub(crate) project_id: String,
    /// The server key; a random one where absent.
    pub(crate) api_key: Option<String>,
    /// The client key, good for send and verify; a random one where absent.
    pub(crate) client_key: Option<String>,
    /// `None` is without limit.
    pub(crate) credits: Option<u64>,
    /// Credits that a successful verification costs.
    pub(crate) verify_fee: u64,
    pub(crate) limits: Limits,
    pub(crate) seed: Seed,
    /// The file that keeps the state; without one it is gone with the process.
    pub(crate) data: Option<String>,
    pub(crate) faults: Vec<Rule>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 0,
            project_id: "proj_emulator".to_owned(),
            api_key: None,
            client_key: None,
            credits: None,
            verify_fee: 0,
            limits: Limits::default(),
            seed: Seed::default(),
            data: None,
            faults: Vec::new(),
        }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct Limits {
    pub(crate) code_lifetime_seconds: u64,
    pub(crate) code_length: usize,
    /// Wrong codes that one message survives.
    pub(crate) max_attempts: u32,
    /// Messages per phone and window; 0 is without limit.
    pub(crate) send_limit: usize,
    pub(crate) send_window_seconds: u64,
    pub(crate) proof_lifetime_seconds: u64,
    /// Messages kept per project; the oldest go first, and their codes with them.
    pub(crate) max_messages: usize,
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
    /// The same limits inside what the state machine can hold, whoever wrote them.
    pub(crate) fn bounded(self) -> Self {
        Self {
            code_lifetime_seconds: self.code_lifetime_seconds.clamp(1, MAX_SPAN_SECONDS),
            code_length: self.code_length.clamp(4, 10),
            max_attempts: self.max_attempts.max(1),
            send_limit: self.send_limit,
            send_window_seconds: self.send_window_seconds.clamp(1, MAX_SPAN_SECONDS),
            proof_lifetime_seconds: self.proof_lifetime_seconds.clamp(1, MAX_SPAN_SECONDS),
            max_messages: self.max_messages.max(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Config, Limits};

    #[test]
    fn absent_fields_take_their_defaults() {
        let config: Config = serde_json::from_str(r#"{"limits":{"maxAttempts":3}}"#).unwrap();
        assert_eq!(config.host, "127.0.0.1");
        assert_eq!((config.limits.max_attempts, config.limits.code_length), (3, 6));
    }

    #[test]
    fn unknown_fields_are_refused() {
        assert!(serde_json::from_str::<Config>(r#"{"hots":"::1"}"#).is_err());
        assert!(serde_json::from_str::<Config>(r#"{"limits":{"attempts":3}}"#).is_err());
    }

    #[test]
    fn limits_stay_inside_what_dates_can_hold() {
        let wild = Limits { code_lifetime_seconds: u64::MAX, max_messages: 0, ..Limits::default() };
        let tame = wild.bounded();
        assert!(tame.code_lifetime_seconds < u64::MAX / 1_000_000);
        assert_eq!(tame.max_messages, 1);
    }
}
