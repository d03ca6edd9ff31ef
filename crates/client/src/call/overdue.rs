//! Ends a call whose deadline has passed, from any thread.

use std::sync::Arc;
use std::time::{Duration, Instant};

use baxverify_wire::{Route, Verb};

use crate::config::Config;
use crate::error::{CallError, Context, Outcome};
use crate::http::wire_mark::WireMark;
use crate::observer::{Event, EventKind};
use crate::redact::Secrets;
use crate::time::millis;

/// Ends a call from outside of the thread that makes it. That thread ends the call at its deadline
/// by itself; this is for a thread that is blocked.
pub struct Overdue {
    config: Arc<Config>,
    route: Route,
    timeout: Duration,
    asked_at: Instant,
    mark: WireMark,
}

impl Overdue {
    pub(super) const fn new(
        config: Arc<Config>,
        route: Route,
        timeout: Duration,
        asked_at: Instant,
        mark: WireMark,
    ) -> Self {
        Self { config, route, timeout, asked_at, mark }
    }

    /// The time of the deadline.
    #[must_use]
    pub fn due(&self) -> Instant {
        self.asked_at + self.timeout
    }

    /// Withdraws the request if it was not sent yet, and returns the error of the call.
    #[must_use]
    pub fn end(&self) -> CallError {
        let ended = self.mark.end();
        let context = Context {
            secrets: &Secrets::default,
            path: self.path(),
            idempotent: self.route.verb() == Verb::Get,
        };
        let outcome = Outcome::without_response(ended.maybe_sent);
        let error = CallError::timeout(self.timeout, outcome, &context);
        CallError { attempts: ended.attempts, ..error.after(self.asked_at.elapsed()) }
    }

    /// The event for the observers of a call that ended with `error`.
    #[must_use]
    pub fn event<'a>(&'a self, error: &'a CallError) -> Event<'a> {
        let elapsed_ms = millis(self.asked_at.elapsed());
        let kind = EventKind::Failure { status: None, code: error.code.as_str(), elapsed_ms };
        let (method, attempt) = (self.route.verb().as_str(), error.attempts);
        Event { method, path: self.path(), attempt, kind }
    }

    fn path(&self) -> &str {
        self.config.url(self.route).path()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Options;
    use crate::error::Code;

    fn overdue(route: Route, mark: &WireMark) -> Overdue {
        let config = Config::new(Options {
            project_id: "p".into(),
            api_key: "k".into(),
            base_url: "http://localhost:1/v1".into(),
            allowed_hosts: None,
            platform: String::new(),
        });
        let config = Arc::new(config.expect("valid"));
        Overdue::new(config, route, Duration::from_millis(1500), Instant::now(), mark.clone())
    }

    #[test]
    fn the_outcome_is_what_became_of_the_request() {
        let mark = WireMark::default();
        let attempt = mark.begin().expect("open");
        let error = overdue(Route::Send, &mark).end();
        assert_eq!((&error.code, error.outcome), (&Code::Timeout, Outcome::NotSent));
        assert_eq!((error.retryable, error.attempts), (true, 1));
        assert!(!attempt.take());

        let mark = WireMark::default();
        assert!(mark.begin().expect("open").take());
        let error = overdue(Route::Send, &mark).end();
        assert_eq!((error.outcome, error.retryable), (Outcome::Unknown, false));
        assert!(error.message.starts_with("No response from /v1/auth/sms/send within 1500 ms."));
        assert!(overdue(Route::Stats, &mark).end().retryable);
    }

    #[test]
    fn the_event_is_that_of_a_failure() {
        let mark = WireMark::default();
        let overdue = overdue(Route::Logs, &mark);
        let error = overdue.end();
        let event = serde_json::to_value(overdue.event(&error)).expect("JSON");
        assert_eq!(event["type"], "failure");
        assert_eq!(event["code"], "BAXVERIFY_TIMEOUT");
        assert_eq!(event["path"], "/v1/auth/sms/logs");
        assert_eq!(event["method"], "GET");
    }
}
