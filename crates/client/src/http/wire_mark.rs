//! Decides once whether a request counts as sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// The state of a call, shared by all threads: how many attempts it has begun, and whether the last
/// request was sent.
///
/// The HTTP stack takes a request's body to write it, on the thread of the connection. A call that
/// ends withdraws the body, on any thread. The first of the two wins. A withdrawn body is never
/// written, and without its body no POST route does anything.
#[derive(Clone, Default)]
pub(crate) struct WireMark(Arc<AtomicU32>);

/// One attempt of a call.
#[derive(Clone)]
pub(crate) struct Attempt {
    mark: WireMark,
    number: u32,
}

/// The state that [`WireMark::end`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FinalState {
    /// The number of attempts that have begun.
    pub attempts: u32,
    /// Whether the request of the last attempt may have been sent.
    pub maybe_sent: bool,
}

const OPEN: u32 = 0;
const TAKEN: u32 = 1;
const WITHDRAWN: u32 = 2;
const STATES: u32 = 3;
/// No further attempt may begin.
const FINAL: u32 = 4;
/// The number of the attempt is in the bits above the state and [`FINAL`].
const ATTEMPT: u32 = 8;

impl WireMark {
    /// The next attempt. `None` once the call has ended.
    #[must_use]
    pub(crate) fn begin(&self) -> Option<Attempt> {
        let next = |word| (word & FINAL == 0).then_some(next_attempt(word));
        let before = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, next).ok()?;
        Some(Attempt { mark: self.clone(), number: next_attempt(before) / ATTEMPT })
    }

    /// Ends the call: no further attempt begins, and a request that is not being written yet is
    /// withdrawn.
    #[must_use]
    pub(crate) fn end(&self) -> FinalState {
        let withdraw = |word| {
            let state = if word & STATES == TAKEN { TAKEN } else { WITHDRAWN };
            Some((word & !STATES) | state | FINAL)
        };
        let before = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, withdraw);
        let (Ok(word) | Err(word)) = before;
        FinalState { attempts: word / ATTEMPT, maybe_sent: word & STATES == TAKEN }
    }
}

const fn next_attempt(word: u32) -> u32 {
    (word / ATTEMPT + 1) * ATTEMPT
}

impl Attempt {
    /// Counts from 1.
    #[must_use]
    pub(crate) const fn number(&self) -> u32 {
        self.number
    }

    /// Marks the request as sent. Returns whether its body may be written.
    #[must_use]
    pub(crate) fn take(&self) -> bool {
        self.decide(TAKEN)
    }

    /// Withdraws the request. Returns `false` if it may have been sent.
    #[must_use]
    pub(crate) fn withdraw(&self) -> bool {
        self.decide(WITHDRAWN)
    }

    fn decide(&self, wanted: u32) -> bool {
        let open = (self.number * ATTEMPT) | OPEN;
        let word = &self.mark.0;
        match word.compare_exchange(open, open | wanted, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => true,
            // The decision was made before, perhaps by the end of the call.
            Err(word) => word & !FINAL == (open | wanted),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_decision_holds() {
        let mark = WireMark::default();
        let attempt = mark.begin().expect("open");
        assert!(attempt.take());
        assert!(attempt.take());
        assert!(!attempt.withdraw());
        assert_eq!(mark.end(), FinalState { attempts: 1, maybe_sent: true });

        let attempt = WireMark::default().begin().expect("open");
        assert!(attempt.withdraw());
        assert!(!attempt.take());
    }

    #[test]
    fn each_attempt_is_decided_by_itself() {
        let mark = WireMark::default();
        let first = mark.begin().expect("open");
        assert!(first.withdraw());
        let second = mark.begin().expect("open");
        assert_eq!((first.number(), second.number()), (1, 2));
        assert!(second.take());
        // Late decisions change nothing.
        assert!(!first.take());
        assert!(!first.withdraw());
        assert!(!second.withdraw());
    }

    #[test]
    fn the_end_withdraws_and_is_final() {
        let unbegun = WireMark::default();
        assert_eq!(unbegun.end(), FinalState { attempts: 0, maybe_sent: false });
        assert!(unbegun.begin().is_none());

        let mark = WireMark::default();
        let attempt = mark.begin().expect("open");
        assert_eq!(mark.end(), FinalState { attempts: 1, maybe_sent: false });
        assert!(!attempt.take());
        assert!(attempt.withdraw());
        assert!(mark.begin().is_none());
        assert_eq!(mark.end(), FinalState { attempts: 1, maybe_sent: false });

        let sent = WireMark::default();
        let attempt = sent.begin().expect("open");
        assert!(attempt.take());
        assert!(sent.end().maybe_sent);
        // It goes on being written.
        assert!(attempt.take());
    }

    #[test]
    fn threads_agree() {
        // Miri is thousands of times slower, and orders threads at random.
        for _ in 0..if cfg!(miri) { 20 } else { 2000 } {
            let mark = WireMark::default();
            let attempt = mark.begin().expect("open");
            let (taken, ended) = std::thread::scope(|scope| {
                let writer = scope.spawn(|| attempt.take());
                let ending = scope.spawn(|| mark.end());
                (writer.join().expect("a decision"), ending.join().expect("a decision"))
            });
            assert_eq!(taken, ended.maybe_sent);
        }
    }
}
