//! The events of a call, for logs and traces.

use serde::Serialize;

/// Something that happened during a call. It holds no secret: no bodies, no queries, no headers.
#[derive(Clone, Debug, Serialize)]
pub struct Event<'a> {
    /// The HTTP method.
    pub method: &'static str,
    /// Without the query.
    pub path: &'a str,
    /// Counts from 1.
    pub attempt: u32,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind<'a>,
}

/// What happened in a call.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EventKind<'a> {
    /// A request is about to be sent. The phone number is masked.
    Request {
        /// The masked phone number of the call, if it has one.
        #[serde(skip_serializing_if = "Option::is_none")]
        phone: Option<&'a str>,
    },
    /// The call succeeded.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The time of this attempt, in milliseconds.
        elapsed_ms: u64,
    },
    /// The attempt failed. Without a response there is no status.
    Failure {
        /// The HTTP status, if a response came.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        /// The code of the error.
        code: &'a str,
        /// The time of this attempt, in milliseconds.
        elapsed_ms: u64,
    },
    /// The next attempt follows after a wait.
    Retry {
        /// The wait, in milliseconds.
        wait_ms: u64,
    },
}

impl Event<'_> {
    /// The event as JSON; `None` if it cannot be written, which does not happen with these shapes.
    #[must_use]
    pub fn to_json(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
}

/// Receives the events of a call, on the thread that makes it.
pub trait Observer: Send + Sync {
    /// Called for each event, in order. It must not block.
    fn observe(&self, event: &Event<'_>);
}
