//! Faults on purpose, and messages that are late because of them.

use std::sync::{MutexGuard, PoisonError};

use super::{Change, Service, State, UpdateError};
use crate::{
    chaos::{Call, FaultView, Faults, Plan, Rule},
    clock::Millis,
};

impl Service {
    /// What the rules make of this call; counts it.
    pub(crate) fn plan(&self, call: &Call) -> Plan {
        let plan = self.faults().plan(call);
        if !plan.rules.is_empty() {
            self.feed.tell(Change::Faults);
        }
        plan
    }

    pub(crate) fn begin_with_faults(&self, rules: &[Rule]) -> Result<(), UpdateError> {
        self.faults().begin_with(rules).map_err(UpdateError::Invalid)
    }

    pub(crate) fn inject(&self, rule: Rule) -> Result<FaultView, UpdateError> {
        let view = self.faults().add(rule).map_err(UpdateError::Invalid)?;
        self.feed.tell(Change::Faults);
        Ok(view)
    }

    pub(crate) fn list_faults(&self) -> Vec<FaultView> {
        self.faults().list()
    }

    /// Ends one rule, or all; `false` where there is none of this id.
    pub(crate) fn end_faults(&self, id: Option<&str>) -> bool {
        let ended = if let Some(id) = id {
            self.faults().remove(id)
        } else {
            self.faults().clear();
            true
        };
        self.feed.tell(Change::Faults);
        ended
    }

    pub(super) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings the messages to their phones that are due by now.
    pub(crate) fn deliver_due(&self) {
        let mut arrived = Vec::new();
        {
            let mut state = self.lock();
            let now = self.now();
            let State { projects, keep, .. } = &mut *state;
            for project in projects.values_mut() {
                arrived.extend(project.deliver_due(now));
                self.settle(keep.as_mut(), project, now);
            }
        }
        for message in &arrived {
            self.announce(message);
        }
    }

    /// In how many milliseconds the next message is due.
    pub(crate) fn next_delivery(&self) -> Option<Millis> {
        let state = self.lock();
        let due_at = state.projects.values().filter_map(super::Project::next_due).min()?;
        Some(due_at.saturating_sub(self.now()))
    }

    /// Resolves when the next delivery may be another than it was.
    pub(crate) async fn deliveries_changed(&self) {
        self.deliveries.notified().await;
    }

    /// The phone that a proof of this project is for.
    pub(crate) fn phone_of_proof(&self, project_id: &str, token: &str) -> Option<String> {
        self.lock().projects.get(project_id)?.phone_of_proof(token)
    }
}
