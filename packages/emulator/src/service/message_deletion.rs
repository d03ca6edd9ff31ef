//! Deletes messages with their codes, log entries and counts.

use super::events::Event;
use super::message_queries::MessageScan;
use super::state::Service;

/// How many ids an event has at most.
const IDS_PER_EVENT: usize = 500;

impl Service {
    /// Deletes the messages that the finished scan found, and returns their number.
    pub fn delete_found(&self, scan: MessageScan) -> usize {
        let mut count = 0;
        for (id, wanted) in scan.by_project() {
            let mut state = self.lock();
            if let Some(project) = state.projects.get_mut(&id) {
                let deleted = project.log.delete(&wanted);
                self.commit(&mut state, &id);
                count += deleted.len();
                self.publish_deleted(&id, deleted);
            }
        }
        count
    }

    pub(super) fn publish_deleted(&self, project_id: &str, ids: Vec<String>) {
        let mut ids = ids.into_iter().peekable();
        while ids.peek().is_some() {
            let ids = ids.by_ref().take(IDS_PER_EVENT).collect();
            self.events.publish(Event::Deleted { project_id: project_id.to_owned(), ids });
        }
    }
}
