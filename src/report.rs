//! What a call's thread reports to the environment that made the call.

use crate::call_id::CallId;
use crate::completions::{Completer, Message, send};
use crate::error::CallError;
use crate::http::observer::{Event, Observer};

/// Reports the end of a call exactly once, even of one whose task panics, and of one that never runs
/// because the engine is gone.
pub struct Settlement {
    id: CallId,
    completer: Completer,
    due: bool,
}

impl Settlement {
    pub fn new(id: CallId, completer: &Completer) -> Self {
        Self { id, completer: completer.clone(), due: true }
    }

    pub fn report(mut self, result: std::result::Result<String, CallError>) {
        self.due = false;
        let result = result.map_err(|error| error.to_json());
        send(&self.completer, Message::Settled(self.id, result));
    }

    /// Nobody waits for it any more.
    pub fn forget(mut self) {
        self.due = false;
    }
}

impl Drop for Settlement {
    fn drop(&mut self) {
        if self.due {
            let error = CallError::internal().to_json();
            send(&self.completer, Message::Settled(self.id, Err(error)));
        }
    }
}

/// Sends a call's events to its listener.
pub struct Forward {
    id: CallId,
    completer: Completer,
}

impl Forward {
    pub fn new(id: CallId, completer: &Completer) -> Self {
        Self { id, completer: completer.clone() }
    }
}

impl Observer for Forward {
    fn observe(&self, event: &Event<'_>) {
        if let Ok(json) = serde_json::to_string(event) {
            send(&self.completer, Message::Event(self.id, json));
        }
    }
}
