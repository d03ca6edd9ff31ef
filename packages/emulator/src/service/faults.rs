//! Adds, lists, removes and applies fault rules.

use std::sync::{MutexGuard, PoisonError};

use super::error::ControlError;
use super::events::Event;
use super::state::Service;
use crate::fault_injection::{ActiveRules, CallEffects, CallInfo, FaultView, Rule};

impl Service {
    /// Returns the effects of the rules on this call, and counts the call.
    pub fn effects_on(&self, call: &CallInfo) -> CallEffects {
        let effects = self.fault_rules().effects_on(call);
        if !effects.rule_ids.is_empty() {
            self.events.publish(Event::Faults);
        }
        effects
    }

    /// Adds rules that a reset restores.
    pub fn add_initial_faults(&self, rules: &[Rule]) -> Result<(), ControlError> {
        self.fault_rules().add_initial(rules).map_err(ControlError::Invalid)
    }

    pub fn inject(&self, rule: Rule) -> Result<FaultView, ControlError> {
        let view = self.fault_rules().add(rule).map_err(ControlError::Invalid)?;
        self.events.publish(Event::Faults);
        Ok(view)
    }

    pub fn list_faults(&self) -> Vec<FaultView> {
        self.fault_rules().list()
    }

    /// Removes one rule, or all of them. Returns `false` if there is none with this id.
    pub fn end_faults(&self, id: Option<&str>) -> bool {
        let ended = if let Some(id) = id {
            self.fault_rules().remove(id)
        } else {
            self.fault_rules().clear();
            true
        };
        self.events.publish(Event::Faults);
        ended
    }

    pub(super) fn fault_rules(&self) -> MutexGuard<'_, ActiveRules> {
        self.fault_rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
