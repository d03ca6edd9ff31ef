//! Events about changes, for pending waits and open inboxes.

use std::sync::Arc;

use serde::Serialize;
use tokio::sync::broadcast::{self, Receiver, Sender};

use super::message::MessageView;
use crate::request_journal::RequestView;
use crate::webhooks::Delivery;

/// How many events a subscriber may lag behind. After that it must load the whole state again.
const CAPACITY: usize = 2_048;

#[derive(Clone, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// A new or changed message.
    Message {
        message: Box<MessageView>,
    },
    /// Deleted messages of one project.
    Deleted {
        project_id: String,
        ids: Vec<String>,
    },
    /// A new or changed entry of the request journal.
    Request {
        request: Arc<RequestView>,
    },
    /// Deleted entries of the request journal: those of one project, or all of them.
    RequestsCleared {
        #[serde(skip_serializing_if = "Option::is_none")]
        project_id: Option<String>,
    },
    /// A reset of one project, or of all of them. Their messages are gone.
    Reset {
        #[serde(skip_serializing_if = "Option::is_none")]
        project_id: Option<String>,
    },
    /// A change of the emulator's clock, or of the clock of a project.
    Clock {
        #[serde(skip_serializing_if = "Option::is_none")]
        project_id: Option<String>,
    },
    /// A new or changed delivery of a webhook.
    Webhook {
        delivery: Box<Delivery>,
    },
    Faults,
    Project {
        project_id: String,
    },
    /// The project and everything that belongs to it are gone.
    Removed {
        project_id: String,
    },
}

impl Event {
    /// Whether the event may concern this project.
    pub fn concerns(&self, project: &str) -> bool {
        match self {
            Self::Message { message } => message.project_id == project,
            Self::Webhook { delivery } => delivery.project_id == project,
            Self::Request { request } => request.project_id.as_deref() == Some(project),
            Self::Deleted { project_id, .. }
            | Self::Project { project_id }
            | Self::Removed { project_id } => project_id == project,
            Self::RequestsCleared { project_id }
            | Self::Clock { project_id }
            | Self::Reset { project_id } => project_id.as_deref().is_none_or(|id| id == project),
            Self::Faults => true,
        }
    }

    /// Whether this project is gone.
    pub fn removes(&self, project: &str) -> bool {
        matches!(self, Self::Removed { project_id } if project_id == project)
    }
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
        self.subscribers() > 0
    }

    pub fn subscribers(&self) -> usize {
        self.0.receiver_count()
    }

    pub fn publish(&self, event: Event) {
        // An error means that there are no subscribers.
        let _ = self.0.send(event);
    }
}
