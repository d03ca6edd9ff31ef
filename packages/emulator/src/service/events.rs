//! Events about changes, for pending waits and open inboxes.

use serde::Serialize;
use tokio::sync::broadcast::{self, Receiver, Sender};

use super::message::MessageView;

/// How many events a subscriber may lag behind. After that it must load the whole state again.
const CAPACITY: usize = 1_024;

#[derive(Clone, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// A new or changed message.
    Message {
        message: Box<MessageView>,
    },
    /// A reset of one project, or of all of them. Their messages are gone.
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

pub struct EventBus(Sender<Event>);

impl EventBus {
    pub fn new() -> Self {
        Self(broadcast::channel(CAPACITY).0)
    }

    pub fn subscribe(&self) -> Receiver<Event> {
        self.0.subscribe()
    }

    pub fn has_subscribers(&self) -> bool {
        self.0.receiver_count() > 0
    }

    pub fn publish(&self, event: Event) {
        // An error means that there are no subscribers.
        let _ = self.0.send(event);
    }
}
