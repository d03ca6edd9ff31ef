//! The control functions: projects, resets, the clock and the seed.

use serde::Serialize;
use tokio::sync::broadcast::Receiver;
use utoipa::ToSchema;

use super::error::ControlError;
use super::events::Event;
use super::project::Project;
use super::state::Service;
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

    /// Changes a project, or creates it: [`Self::change_project`].
    pub fn update_project(&self, patch: SettingsPatch) -> Result<ProjectView, ControlError> {
        self.change_project(patch, true)
    }

    /// Changes the settings of a project. Creates the project if it does not exist and `may_create`
    /// is set, with a random
    /// server key and a random client key unless the patch contains keys. The settings of a new
    /// project are its initial settings, which a reset restores.
    pub fn change_project(
        &self,
        patch: SettingsPatch,
        may_create: bool,
    ) -> Result<ProjectView, ControlError> {
        patch.validate().map_err(ControlError::Invalid)?;
        let id = patch.project_id.clone().unwrap_or_else(|| self.default_project.clone());
        let mut state = self.lock();
        let next_order = state.next_order;
        let settings = if let Some(project) = state.projects.get_mut(&id) {
            let had_webhook = project.settings.webhook.is_some();
            patch.apply(&mut project.settings);
            if project.settings.webhook.is_some() && !had_webhook {
                self.follow_messages(project, next_order, project.clock.now(self.now()));
            }
            project.settings.clone()
        } else {
            if !may_create {
                return Err(ControlError::UnknownProject(id));
            }
            if state.projects.len() >= MAX_PROJECTS {
                return Err(ControlError::Invalid(format!(
                    "projectId: at most {MAX_PROJECTS} projects can exist; remove one first"
                )));
            }
            let keys = ["bax_sk_", "bax_pk_"].map(|prefix| ApiKey::new(random::id(prefix)));
            let mut settings = Settings::all_enabled(keys.into());
            patch.apply(&mut settings);
            let mut project = Project::new(id.clone(), settings.clone());
            project.set_created();
            state.projects.insert(id.clone(), project);
            state.removed.remove(&id);
            settings
        };
        self.commit(&mut state, &id);
        self.events.publish(Event::Project { project_id: id.clone() });
        Ok(ProjectView { project_id: id, settings })
    }

    /// Creates or changes the projects of the seed as [`Self::update_project`] does, makes the
    /// results their initial settings, and adds the fault rules of the seed.
    pub fn seed(&self, seed: &Seed) -> Result<(), ControlError> {
        for patch in &seed.projects {
            let id = self.update_project(patch.clone())?.project_id;
            let mut state = self.lock();
            if let Some(project) = state.projects.get_mut(&id) {
                project.set_initial_settings();
                self.commit(&mut state, &id);
            }
        }
        self.add_initial_faults(&seed.faults)
    }

    /// Removes a project with its messages, proofs, fault rules and recorded calls. Its pending
    /// waits and its event streams end. A reset restores a project of the seed.
    pub fn remove_project(&self, id: &str) -> Result<(), ControlError> {
        if id == self.default_project {
            let reason = "projectId: the default project cannot be removed";
            return Err(ControlError::Invalid(reason.to_owned()));
        }
        {
            let mut state = self.lock();
            let removed = state.projects.remove(id);
            let removed = removed.ok_or_else(|| ControlError::UnknownProject(id.to_owned()))?;
            if !removed.is_created() {
                state.removed.insert(id.to_owned(), removed.into_initial_settings());
            }
            let state = &mut *state;
            state.storage.project_removed(id);
            state.storage.write(&mut state.projects, self.now());
        }
        self.forget_project(id);
        Ok(())
    }

    /// Removes what belongs to a removed project outside of the state.
    fn forget_project(&self, id: &str) {
        self.fault_rules().remove_project(id);
        self.request_journal().clear(Some(id));
        self.clear_webhooks(Some(id));
        self.events.publish(Event::Removed { project_id: id.to_owned() });
    }

    /// Resets one project and its fault rules. Without an id it returns to the start: it removes
    /// the projects that were created later, restores removed ones, and resets everything including
    /// the clock.
    pub fn reset(&self, project_id: Option<&str>) -> Result<(), ControlError> {
        let mut created = Vec::new();
        {
            let mut state = self.lock();
            let state = &mut *state;
            if let Some(id) = project_id {
                let unknown = || ControlError::UnknownProject(id.to_owned());
                state.projects.get_mut(id).ok_or_else(unknown)?.reset();
                state.storage.project_changed(id);
            } else {
                state.projects.retain(|id, project| {
                    if project.is_created() {
                        created.push(id.clone());
                    }
                    !project.is_created()
                });
                for id in &created {
                    state.storage.project_removed(id);
                }
                for (id, settings) in std::mem::take(&mut state.removed) {
                    state.projects.insert(id.clone(), Project::new(id, settings));
                }
                for (id, project) in &mut state.projects {
                    project.reset();
                    state.storage.project_changed(id);
                }
                self.clock.reset();
                state.storage.clock_changed(self.clock.shift());
            }
            state.storage.write(&mut state.projects, self.now());
            self.fault_rules().reset(project_id);
            self.request_journal().clear(project_id);
            self.clear_webhooks(project_id);
            self.events.publish(Event::Reset { project_id: project_id.map(str::to_owned) });
        }
        for id in created {
            self.forget_project(&id);
        }
        Ok(())
    }
}
