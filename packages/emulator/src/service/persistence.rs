//! Restores the state from a store, and connects the service to it.

use std::collections::BTreeMap;

use super::error::ControlError;
use super::project::Project;
use super::state::Service;
use super::store::{Store, StoredState};

impl Service {
    /// Restores the stored state, and writes every later change to the store. Stored projects take
    /// precedence over the configuration.
    pub fn attach_store(
        &self,
        store: Box<dyn Store>,
        stored: StoredState,
    ) -> Result<(), ControlError> {
        let mut projects = BTreeMap::new();
        for project in stored.projects {
            let project = Project::restore(project).map_err(ControlError::Invalid)?;
            projects.insert(project.id.clone(), project);
        }
        self.clock.set_shift(stored.clock);
        let now = self.now();
        let mut state = self.lock();
        let orders = projects.values().flat_map(Project::messages).map(|message| message.order);
        state.next_order = orders.max().map_or(0, |order| order + 1);
        state.projects.extend(projects);
        let state = &mut *state;
        state.storage.attach(store);
        for (id, project) in &mut state.projects {
            let now = project.clock.now(now);
            project.drop_aged(&self.limits, now);
            if project.settings.webhook.is_some() {
                self.follow_messages(project, state.next_order, now);
            }
            project.proofs.expire(now / 1000);
            state.storage.project_changed(id);
        }
        state.storage.write(&mut state.projects, now);
        match state.storage.failure() {
            Some(reason) => Err(ControlError::Invalid(reason.to_owned())),
            None => Ok(()),
        }
    }

    /// Closes the store. Later changes are lost when the process ends.
    pub fn detach_store(&self) {
        self.lock().storage.detach();
    }
}
