//! What changes, told to whoever listens: waiting tests and open inboxes.

use serde::Serialize;
use tokio::sync::broadcast::{self, Receiver, Sender};

use super::MessageView;

/// How far a listener may fall behind before it has to look at the whole state again.
const CAPACITY: usize = 1_024;

#[derive(Clone, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Change {
    /// A message that is new or is no longer what it was.
    Message {
        message: Box<MessageView>,
    },
    /// All messages of this project are gone, or of all projects.
    Reset {
        #[serde(skip_serializing_if = "Option::is_none")]
        project_id: Option<String>,
    },
    Clock,
    Faults,
    Project {
        project_id: String,
    },
}

pub(crate) struct Feed(Sender<Change>);

impl Feed {
    pub(crate) fn new() -> Self {
        Self(broadcast::channel(CAPACITY).0)
    }

    pub(crate) fn listen(&self) -> Receiver<Change> {
        self.0.subscribe()
    }

    /// Whether it is worth making up what would be told.
    pub(crate) fn is_heard(&self) -> bool {
        self.0.receiver_count() > 0
    }

    pub(crate) fn tell(&self, change: Change) {
        // An error means that nobody listens.
        let _ = self.0.send(change);
    }
}
