//! What the thread of a call reports to the environment that made the call.

use baxverify_client::{CallError, Event, Observer};

use crate::call_id::CallId;
use crate::completions::{Completer, Message, send};

/// Reports the end of a call exactly once, even if its task panics, or never runs because the
/// engine is gone.
pub struct CompletionGuard {
    id: CallId,
    completer: Completer,
    armed: bool,
}

impl CompletionGuard {
    pub fn new(id: CallId, completer: &Completer) -> Self {
        Self { id, completer: completer.clone(), armed: true }
    }

    pub fn complete(mut self, result: std::result::Result<String, CallError>) {
        self.armed = false;
        let result = result.map_err(|error| error.to_json());
        send(&self.completer, Message::Completed(self.id, result));
    }

    /// Sends nothing: the call was cancelled, and its promise is settled.
    pub fn disarm(mut self) {
        self.armed = false;
    }
}

impl Drop for CompletionGuard {
    fn drop(&mut self) {
        if self.armed {
            let error = CallError::internal().to_json();
            send(&self.completer, Message::Completed(self.id, Err(error)));
        }
    }
}

/// Sends a call's events to its listener.
pub struct EventForwarder {
    id: CallId,
    completer: Completer,
}

impl EventForwarder {
    pub fn new(id: CallId, completer: &Completer) -> Self {
        Self { id, completer: completer.clone() }
    }
}

impl Observer for EventForwarder {
    fn observe(&self, event: &Event<'_>) {
        if let Some(json) = event.to_json() {
            send(&self.completer, Message::Event(self.id, json));
        }
    }
}
