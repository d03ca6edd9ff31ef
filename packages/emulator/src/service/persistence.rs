//! Restores the state from a store, and connects the service to it.

use std::collections::BTreeMap;

use super::error::ControlError;
use super::project::Project;
use super::state::Service;
use super::store::{Store, StoreWrite, StoredState};

impl Service {
    /// Restores the stored state, and writes every later change to the store. Stored projects take
    /// precedence over the configuration.
    pub fn attach_store(
        &self,
        mut store: Box<dyn Store>,
        stored: StoredState,
    ) -> Result<(), ControlError> {
        let now = self.now();
        let mut projects = BTreeMap::new();
        for project in stored.projects {
            let project = Project::restore(project).map_err(ControlError::Invalid)?;
            projects.insert(project.id.clone(), project);
        }
        self.clock.advance(stored.clock_offset);
        let mut state = self.lock();
        let orders = projects.values().flat_map(Project::messages).map(|message| message.order);
        state.next_order = orders.max().map_or(0, |order| order + 1);
        state.projects.extend(projects);
        for project in state.projects.values_mut() {
            let writes = project.unwritten(now);
            store.write(&writes).map_err(ControlError::Invalid)?;
            project.mark_written(true);
        }
        state.store = Some(store);
        Ok(())
    }

    /// Closes the store. Later changes are lost when the process ends.
    pub fn detach_store(&self) {
        self.lock().store = None;
    }

    pub(super) fn write_clock(&self, store: Option<&mut Box<dyn Store>>) {
        if let Some(store) = store {
            let write = StoreWrite::Clock(self.clock.offset());
            store.write(&[write]).expect("the emulator's database can be written");
        }
    }
}
