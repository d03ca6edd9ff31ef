//! Moves and freezes the clock of the emulator and the clocks of projects.

use std::collections::BTreeMap;

use serde::Serialize;

use super::error::ControlError;
use super::events::Event;
use super::state::Service;
use crate::clock::{Millis, Shift, iso};

const TOO_FAR: &str = "The clock can be at most 100 years ahead";

/// The time of a clock.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClockView {
    pub now: String,
    /// How far the clock is ahead of the system time, in seconds. Negative if it is behind.
    pub offset_seconds: i64,
    /// Whether the clock stands.
    pub frozen: bool,
}

/// The time of every clock.
#[derive(Serialize)]
pub struct Clocks {
    /// The emulator's clock.
    pub clock: ClockView,
    /// The clocks of the projects, by id.
    pub projects: BTreeMap<String, ClockView>,
}

/// A change of a clock.
#[derive(Clone, Copy, Default)]
pub struct ClockChange {
    /// Makes the clock stand, or run on from where it stands.
    pub frozen: Option<bool>,
    /// How far to move the clock ahead.
    pub by: Millis,
}

impl Service {
    /// Returns the time of the emulator's clock, or of the clock of a project.
    pub fn clock_view(&self, project_id: Option<&str>) -> Result<ClockView, ControlError> {
        let state = self.lock();
        let Some(id) = project_id else { return Ok(self.view_of(Shift::default())) };
        let unknown = || ControlError::UnknownProject(id.to_owned());
        Ok(self.view_of(state.projects.get(id).ok_or_else(unknown)?.clock))
    }

    /// Returns the time of the emulator's clock and of the clock of each project.
    pub fn clocks(&self) -> Clocks {
        let state = self.lock();
        let projects = state.projects.iter();
        Clocks {
            clock: self.view_of(Shift::default()),
            projects: projects
                .map(|(id, project)| (id.clone(), self.view_of(project.clock)))
                .collect(),
        }
    }

    /// Returns the time of a clock that differs from the emulator's by `shift`.
    fn view_of(&self, shift: Shift) -> ClockView {
        let base = self.now();
        let offset = self.clock.offset() + shift.offset(base);
        let frozen = shift.frozen_at.is_some() || self.clock.shift().frozen_at.is_some();
        ClockView { now: iso(shift.now(base)), offset_seconds: offset.div_euclid(1000), frozen }
    }

    /// Moves the emulator's clock ahead. Returns `false` if that would exceed its limit.
    pub fn advance(&self, by: Millis) -> bool {
        self.change_clock(None, ClockChange { by, ..ClockChange::default() }).is_ok()
    }

    /// Changes the emulator's clock, or the clock of a project. The clocks of all projects move
    /// ahead with the emulator's clock, also those that stand.
    pub fn change_clock(
        &self,
        project_id: Option<&str>,
        change: ClockChange,
    ) -> Result<(), ControlError> {
        let too_far = || ControlError::Invalid(TOO_FAR.to_owned());
        {
            // The lock keeps the time constant while a call is processed.
            let mut state = self.lock();
            let state = &mut *state;
            let base = self.now();
            if let Some(id) = project_id {
                let unknown = || ControlError::UnknownProject(id.to_owned());
                let clock = &mut state.projects.get_mut(id).ok_or_else(unknown)?.clock;
                if !clock.advance(base, change.by) {
                    return Err(too_far());
                }
                if let Some(frozen) = change.frozen {
                    clock.set_frozen(base, frozen);
                }
                state.storage.project_changed(id);
            } else {
                if !self.clock.advance(change.by) {
                    return Err(too_far());
                }
                if let Some(frozen) = change.frozen {
                    self.clock.set_frozen(frozen);
                }
                for (id, project) in &mut state.projects {
                    if let Some(at) = &mut project.clock.frozen_at {
                        *at += change.by;
                        state.storage.project_changed(id);
                    }
                }
                state.storage.clock_changed(self.clock.shift());
            }
            state.storage.write(&mut state.projects, self.now());
        }
        self.events.publish(Event::Clock { project_id: project_id.map(str::to_owned) });
        // The caller finds the due messages delivered.
        self.deliver_due();
        self.deliveries.notify_one();
        self.webhooks.notify_one();
        Ok(())
    }
}
