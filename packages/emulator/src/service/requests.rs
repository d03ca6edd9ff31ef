//! Records and lists the calls of clients.

use std::sync::{Arc, MutexGuard, PoisonError};

use super::events::Event;
use super::state::Service;
use crate::request_journal::{Journal, RequestFilter, RequestPage, RequestView};

impl Service {
    /// Adds a call to the journal, or replaces the entry with the id `replaces`. Returns the id.
    pub fn record_request(&self, entry: RequestView, replaces: Option<u64>) -> Option<u64> {
        let request = {
            let mut journal = self.request_journal();
            match replaces {
                Some(id) => journal.replace(id, entry)?,
                None => journal.add(entry),
            }
        };
        let id = request.id;
        if self.events.has_subscribers() {
            self.events.publish(Event::Request { request: Arc::clone(&request) });
        }
        Some(id)
    }

    pub fn requests(
        &self,
        filter: &RequestFilter,
        before: Option<u64>,
        limit: usize,
    ) -> RequestPage {
        self.request_journal().page(filter, before, limit)
    }

    /// Deletes the entries of one project, or all of them.
    pub fn clear_requests(&self, project_id: Option<&str>) {
        self.request_journal().clear(project_id);
        self.events.publish(Event::RequestsCleared { project_id: project_id.map(str::to_owned) });
    }

    pub(super) fn request_journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
