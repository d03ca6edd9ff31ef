//! The control functions: projects, resets, the clock and the seed.

use serde::Serialize;
use tokio::sync::broadcast::Receiver;
use utoipa::ToSchema;

use super::error::ControlError;
use super::events::Event;
use super::project::Project;
use super::state::{Service, State};
use crate::clock::Millis;
use crate::random;
use crate::seed::Seed;
use crate::settings::{ApiKey, Settings, SettingsPatch};

/// Tests may create one project each. The limit bounds memory.
const MAX_PROJECTS: usize = 1_000;

/// A project with its settings, including its keys.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProjectView {
    pub project_id: String,
    #[serde(flatten)]
    pub settings: Settings,
}

impl Service {
    pub fn subscribe(&self) -> Receiver<Event> {
        self.events.subscribe()
    }

    pub fn default_project(&self) -> &str {
        &self.default_project
    }

    /// Returns all projects.
    pub fn projects(&self) -> Vec<ProjectView> {
        let view = |project: &Project| ProjectView {
            project_id: project.id.clone(),
            settings: project.settings.clone(),
        };
        self.lock().projects.values().map(view).collect()
    }

    /// Changes the settings of a project. Creates the project if it does not exist, with a random
    /// server key and a random client key unless the patch contains keys. The settings of a new
    /// project are its initial settings, which a reset restores.
    pub fn update_project(&self, patch: SettingsPatch) -> Result<ProjectView, ControlError> {
        patch.validate().map_err(ControlError::Invalid)?;
        let id = patch.project_id.clone().unwrap_or_else(|| self.default_project.clone());
        let mut state = self.lock();
        let State { projects, store, .. } = &mut *state;
        let settings = if let Some(project) = projects.get_mut(&id) {
            patch.apply(&mut project.settings);
            project.settings.clone()
        } else {
            if projects.len() >= MAX_PROJECTS {
                return Err(ControlError::Invalid(format!(
                    "projectId: at most {MAX_PROJECTS} projects can exist"
                )));
            }
            let keys = ["bax_sk_", "bax_pk_"].map(|prefix| ApiKey::new(random::id(prefix)));
            let mut settings = Settings::all_enabled(keys.into());
            patch.apply(&mut settings);
            projects.insert(id.clone(), Project::new(id.clone(), settings.clone()));
            settings
        };
        if let Some(project) = projects.get_mut(&id) {
            self.commit(store.as_mut(), project, self.now());
        }
        self.events.publish(Event::Project { project_id: id.clone() });
        Ok(ProjectView { project_id: id, settings })
    }

    /// Creates or changes the projects of the seed as [`Self::update_project`] does, makes the
    /// results their initial settings, and adds the fault rules of the seed.
    pub fn seed(&self, seed: &Seed) -> Result<(), ControlError> {
        for patch in &seed.projects {
            let id = self.update_project(patch.clone())?.project_id;
            let mut state = self.lock();
            let State { projects, store, .. } = &mut *state;
            if let Some(project) = projects.get_mut(&id) {
                project.set_initial_settings();
                self.commit(store.as_mut(), project, self.now());
            }
        }
        self.add_initial_faults(&seed.faults)
    }

    /// Resets one project and its fault rules, or everything including the clock.
    pub fn reset(&self, project_id: Option<&str>) -> Result<(), ControlError> {
        let mut state = self.lock();
        let State { projects, store, .. } = &mut *state;
        if let Some(id) = project_id {
            let unknown = || ControlError::UnknownProject(id.to_owned());
            projects.get_mut(id).ok_or_else(unknown)?.reset();
        } else {
            projects.values_mut().for_each(Project::reset);
            self.clock.reset();
            self.write_clock(store.as_mut());
        }
        let now = self.now();
        for project in projects.values_mut() {
            self.commit(store.as_mut(), project, now);
        }
        self.fault_rules().reset(project_id);
        self.request_journal().clear(project_id);
        self.events.publish(Event::Reset { project_id: project_id.map(str::to_owned) });
        Ok(())
    }

    pub fn clock_offset(&self) -> Millis {
        self.clock.offset()
    }

    /// Moves the clock ahead. Returns `false` if that would exceed the limit of the clock.
    pub fn advance(&self, by: Millis) -> bool {
        let advanced = {
            // The lock keeps the time constant while a call is processed.
            let mut state = self.lock();
            let advanced = self.clock.advance(by);
            self.write_clock(state.store.as_mut());
            advanced
        };
        self.events.publish(Event::Clock);
        // The caller finds the due messages delivered.
        self.deliver_due();
        self.deliveries.notify_one();
        advanced
    }
}
