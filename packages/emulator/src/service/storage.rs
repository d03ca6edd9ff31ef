//! Writes changes to the store, and keeps what it could not write.

use std::collections::{BTreeMap, BTreeSet};

use super::project::Project;
use super::store::{Store, StoreWrite};
use crate::clock::{Millis, Shift};

/// The store of an emulator, if it has one. Changes that could not be written stay marked, and
/// every later write includes them.
#[derive(Default)]
pub struct Storage {
    store: Option<Box<dyn Store>>,
    /// The projects with changes that the store may not have.
    changed: BTreeSet<String>,
    /// Removed projects that the store may still have.
    removed: Vec<String>,
    /// The state of the clock, if the store may not have it.
    clock: Option<Shift>,
    failure: Option<String>,
}

impl Storage {
    pub fn attach(&mut self, store: Box<dyn Store>) {
        self.store = Some(store);
    }

    pub fn detach(&mut self) {
        *self = Self::default();
    }

    pub fn project_changed(&mut self, id: &str) {
        if !self.changed.contains(id) {
            self.changed.insert(id.to_owned());
        }
    }

    pub fn project_removed(&mut self, id: &str) {
        self.changed.remove(id);
        if self.store.is_some() {
            self.removed.push(id.to_owned());
        }
    }

    pub fn clock_changed(&mut self, clock: Shift) {
        self.clock = Some(clock);
    }

    /// Writes all changes. After a failure they stay marked, and [`Self::failure`] has the reason.
    pub fn write(&mut self, projects: &mut BTreeMap<String, Project>, now: Millis) {
        if let Some(store) = &mut self.store {
            let removed = self.removed.iter();
            let mut writes: Vec<_> =
                removed.map(|project| StoreWrite::Removed { project: project.clone() }).collect();
            writes.extend(self.clock.map(StoreWrite::Clock));
            for id in &self.changed {
                writes.extend(projects.get(id).into_iter().flat_map(|p| p.unwritten(now)));
            }
            self.failure = if writes.is_empty() { None } else { store.write(&writes).err() };
            if self.failure.is_some() {
                return;
            }
        }
        for id in std::mem::take(&mut self.changed) {
            if let Some(project) = projects.get_mut(&id) {
                project.mark_written(self.store.is_some());
            }
        }
        self.removed.clear();
        self.clock = None;
    }

    /// Why the last write failed. `None` if it succeeded.
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }
}
