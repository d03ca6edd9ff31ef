//! Totals for the metrics.

use super::state::Service;

impl Service {
    /// Returns the number of projects, and of messages in all of them.
    pub fn totals(&self) -> (usize, usize) {
        let state = self.lock();
        let messages = state.projects.values().map(|project| project.log.len()).sum();
        (state.projects.len(), messages)
    }

    /// Returns the number of open event streams and pending waits.
    pub fn open_streams(&self) -> usize {
        self.events.subscribers()
    }
}
