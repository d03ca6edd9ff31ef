//! When to try again, and after which wait.

use std::time::Duration;

use super::decode::is_transient;
use crate::error::{CallError, Code, Outcome};

const FIRST_STEP: Duration = Duration::from_millis(250);
const LONGEST_STEP: Duration = Duration::from_secs(4);

/// Whether the client itself may repeat a call that ended with `error`.
///
/// Without a doubt only where nothing was sent. Reading calls are repeated too where a later answer
/// may be another one. A service's documented refusals stay what they are, but for its rate limit.
#[must_use]
pub fn may_repeat(error: &CallError, idempotent: bool) -> bool {
    match error.outcome {
        Outcome::NotSent => error.retryable && error.code != Code::Timeout,
        _ if !idempotent || !error.retryable => false,
        _ => match (&error.code, error.status_code) {
            (Code::Timeout, _) => false,
            (Code::Network | Code::InvalidResponse, _) | (_, None) => true,
            (_, Some(status)) => is_transient(status),
        },
    }
}

/// The wait before attempt `attempt + 1`: a random part of a step that doubles with each attempt, so
/// that clients which failed together do not come back together. `random` yields `0.0..1.0`.
#[must_use]
pub fn backoff(attempt: u32, random: impl FnOnce() -> f64) -> Duration {
    let doublings = attempt.saturating_sub(1).min(16);
    let step = FIRST_STEP.saturating_mul(1 << doublings).min(LONGEST_STEP);
    step.mul_f64(random().clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_double_up_to_the_longest() {
        let full: Vec<_> = (1..=7).map(|attempt| backoff(attempt, || 1.0).as_millis()).collect();
        assert_eq!(full, [250, 500, 1000, 2000, 4000, 4000, 4000]);
        assert_eq!(backoff(u32::MAX, || 1.0), LONGEST_STEP);
    }

    #[test]
    fn any_part_of_a_step_may_be_drawn() {
        assert_eq!(backoff(2, || 0.0), Duration::ZERO);
        assert_eq!(backoff(2, || 0.5), Duration::from_millis(250));
        assert_eq!(backoff(1, || 7.0), FIRST_STEP);
    }

    #[test]
    fn writes_are_repeated_only_if_not_sent() {
        let error = |outcome| CallError::new(Code::Network, outcome, "");
        assert!(may_repeat(&error(Outcome::NotSent), false));
        assert!(!may_repeat(&error(Outcome::Unknown), false));
        assert!(!may_repeat(&error(Outcome::Rejected), false));
        let limited = CallError {
            retryable: true,
            status_code: Some(429),
            ..CallError::new(Code::Service("BAXVERIFY_RATE_LIMIT".into()), Outcome::Rejected, "")
        };
        assert!(!may_repeat(&limited, false));
        assert!(may_repeat(&limited, true));
    }

    #[test]
    fn reads_are_repeated_where_the_answer_may_change() {
        let error = |code, status| CallError {
            retryable: true,
            status_code: status,
            ..CallError::new(code, Outcome::Unknown, "")
        };
        assert!(may_repeat(&error(Code::Http, Some(502)), true));
        assert!(may_repeat(&error(Code::InvalidResponse, Some(200)), true));
        assert!(may_repeat(&error(Code::Network, None), true));
        assert!(!may_repeat(&error(Code::Http, Some(501)), true));
        assert!(!may_repeat(&error(Code::Timeout, None), true));
    }
}
