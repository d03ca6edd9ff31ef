//! Which calls are retried, and the wait before each retry.

use std::time::Duration;

use crate::error::{CallError, Code, Outcome, is_transient};

pub(crate) const FIRST_STEP: Duration = Duration::from_millis(250);
pub(crate) const LONGEST_STEP: Duration = Duration::from_secs(4);
/// The shortest wait, even if the server asks for a shorter one.
pub(crate) const SHORTEST_WAIT: Duration = Duration::from_millis(50);

/// Whether the client may retry a call that ended with `error`.
///
/// A call may be retried if nothing was sent. An idempotent call may also be retried if a later
/// response may differ. The service's documented refusals are final, except its rate limit.
#[must_use]
pub(super) fn may_repeat(error: &CallError, idempotent: bool) -> bool {
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

/// The backoff before an attempt, which counts from 2: the wait that the server asks for, or a
/// random part of a step that doubles with each attempt. The randomness spreads clients that failed
/// together. `random` returns a number in `0.0..1.0`.
#[must_use]
pub(super) fn wait_before(
    attempt: u32,
    asked: Option<Duration>,
    random: impl FnOnce() -> f64,
) -> Duration {
    let drawn = || {
        let doublings = attempt.saturating_sub(2).min(16);
        let step = FIRST_STEP.saturating_mul(1 << doublings).min(LONGEST_STEP);
        step.mul_f64(random().clamp(0.0, 1.0))
    };
    asked.unwrap_or_else(drawn).max(SHORTEST_WAIT)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn steps_double_up_to_the_longest() {
        let full = |attempt| wait_before(attempt, None, || 1.0).as_millis();
        assert_eq!([2, 3, 4, 5, 6, 7, 8].map(full), [250, 500, 1000, 2000, 4000, 4000, 4000]);
        assert_eq!(full(u32::MAX), LONGEST_STEP.as_millis());
    }

    #[test]
    fn any_part_of_a_step_may_be_drawn_but_the_smallest() {
        assert_eq!(wait_before(3, None, || 0.0), SHORTEST_WAIT);
        assert_eq!(wait_before(3, None, || 0.5), Duration::from_millis(250));
        assert_eq!(wait_before(2, None, || 7.0), FIRST_STEP);
    }

    #[test]
    fn a_server_may_ask_for_a_longer_wait_but_not_for_none() {
        let asked = |wait| wait_before(2, Some(wait), || 0.0);
        assert_eq!(asked(Duration::from_secs(7)), Duration::from_secs(7));
        assert_eq!(asked(Duration::ZERO), SHORTEST_WAIT);
    }

    #[test]
    fn writes_are_repeated_only_if_not_sent() {
        let error = |outcome| CallError::new(Code::Network, outcome, "");
        assert!(may_repeat(&error(Outcome::NotSent), false));
        for (code, retryable) in [(Code::Network, false), (Code::Timeout, true)] {
            assert!(!may_repeat(
                &CallError { retryable, ..CallError::new(code, Outcome::NotSent, "") },
                false
            ));
        }
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

    proptest! {
        #[test]
        fn waits_stay_within_their_step(attempt in 2_u32.., random in -1.0_f64..2.0) {
            let wait = wait_before(attempt, None, || random);
            let step = 250_u64.saturating_mul(1 << (attempt - 2).min(16)).min(4000);
            prop_assert!(wait <= Duration::from_millis(step));
            prop_assert!(wait >= Duration::from_millis(50));
        }
    }
}
