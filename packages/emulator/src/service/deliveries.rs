//! Deliveries of messages: calls of `on_message`, and messages that fault rules delay.

use super::message::MessageView;
use super::project::Project;
use super::state::{Service, State};
use crate::clock::Millis;

impl Service {
    /// Calls `on_message` once for each copy that reached the phone.
    pub(super) fn notify_delivered(&self, message: &MessageView) {
        if let Some(on_message) = &self.on_message {
            (0..message.copies).for_each(|_| on_message(message));
        }
    }

    /// Delivers the delayed messages that are due.
    pub fn deliver_due(&self) {
        let mut delivered = Vec::new();
        {
            let mut state = self.lock();
            let now = self.now();
            let State { projects, store, .. } = &mut *state;
            for project in projects.values_mut() {
                delivered.extend(project.deliver_due(now));
                self.commit(store.as_mut(), project, now);
            }
        }
        for message in &delivered {
            self.notify_delivered(message);
        }
    }

    /// Returns the milliseconds until the next delayed message is due.
    pub fn next_delivery(&self) -> Option<Millis> {
        let state = self.lock();
        let due_at = state.projects.values().filter_map(Project::next_due).min()?;
        Some(due_at.saturating_sub(self.now()))
    }

    /// Resolves when the time until the next delivery may have changed.
    pub async fn deliveries_changed(&self) {
        self.deliveries.notified().await;
    }
}
