//! What happens on the wire while a call runs, for those who print or trace it.

use std::time::Duration;

use serde::Serialize;

/// Something that happened during a call. Holds no secret: neither bodies nor queries nor headers.
#[derive(Clone, Debug, Serialize)]
pub struct Event<'a> {
    pub method: &'static str,
    /// Without the query.
    pub path: &'a str,
    /// Counts from 1.
    pub attempt: u32,
    #[serde(flatten)]
    pub kind: EventKind<'a>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EventKind<'a> {
    /// A request is about to be sent. The phone number is masked.
    Request {
        #[serde(skip_serializing_if = "Option::is_none")]
        phone: Option<&'a str>,
    },
    /// The call succeeded.
    Answer { status: u16, elapsed_ms: u64 },
    /// The attempt failed, with an answer of that status or without one.
    Failure {
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        code: &'a str,
        elapsed_ms: u64,
    },
    /// The next attempt follows after a wait.
    Retry { wait_ms: u64 },
}

pub trait Observer: Send + Sync {
    fn observe(&self, event: &Event<'_>);
}

/// Whole milliseconds, for events.
#[must_use]
pub fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
