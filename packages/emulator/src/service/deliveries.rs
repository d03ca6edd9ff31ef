//! Deliveries of messages: calls of `on_message`, and messages that fault rules delay.

use super::message::MessageView;
use super::state::Service;
use crate::clock::Millis;

impl Service {
    /// Calls `on_message` once for each copy that reached the phone.
    pub(super) fn notify_delivered(&self, message: &MessageView) {
        if let Some(on_message) = &self.on_message {
            (0..message.copies).for_each(|_| on_message(message));
        }
    }

    /// Delivers the delayed messages that are due. Removes what is older than the retention, and
    /// expired proofs.
    pub fn deliver_due(&self) {
        let mut delivered = Vec::new();
        {
            let mut state = self.lock();
            let emulator_now = self.now();
            let ids: Vec<_> = state.projects.keys().cloned().collect();
            for id in ids {
                let Some(project) = state.projects.get_mut(&id) else { continue };
                let now = project.clock.now(emulator_now);
                let due = project.deliver_due(now);
                let aged = project.drop_aged(&self.limits, now);
                let has_expired_proofs = project.proofs.expire(now / 1000);
                if !due.is_empty() || !aged.is_empty() || has_expired_proofs {
                    self.commit(&mut state, &id);
                }
                delivered.extend(due);
                self.publish_deleted(&id, aged);
            }
        }
        for message in &delivered {
            self.notify_delivered(message);
        }
    }

    /// Returns the milliseconds until the next delayed message is due.
    pub fn next_delivery(&self) -> Option<Millis> {
        let state = self.lock();
        // A frozen clock reaches no time by itself.
        if self.clock.shift().frozen_at.is_some() {
            return None;
        }
        let now = self.now();
        state.projects.values().filter_map(|project| project.next_due_in(now)).min()
    }

    /// Resolves when the time until the next delivery may have changed.
    pub async fn deliveries_changed(&self) {
        self.deliveries.notified().await;
    }
}
