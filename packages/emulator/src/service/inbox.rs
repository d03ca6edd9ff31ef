//! What the developer sees and controls, beside the calls that clients make.

use std::cmp::Reverse;

use serde::Serialize;
use tokio::sync::broadcast::Receiver;
use utoipa::ToSchema;

use super::{
    Change, Keep, MessageView, Service, SettingsPatch, State, Write,
    project::Project,
    restore::write,
    settings::{ApiKey, Settings},
};
use crate::{clock::Millis, random, seed::Seed};

/// Projects are made by tests that want one each: more than any suite has at once, and a bound on
/// what an endless one can take up.
const MAX_PROJECTS: usize = 1_000;

/// A project and its settings, keys included.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProjectView {
    pub(crate) project_id: String,
    #[serde(flatten)]
    pub(crate) settings: Settings,
}

/// Which messages are meant: those of a phone, of a project, of both, or all.
#[derive(Default)]
pub(crate) struct MessageFilter {
    pub(crate) phone: Option<String>,
    pub(crate) project_id: Option<String>,
}

impl MessageFilter {
    pub(super) fn takes_project(&self, id: &str) -> bool {
        self.project_id.as_deref().is_none_or(|wanted| wanted == id)
    }

    fn takes_phone(&self, phone: &str) -> bool {
        self.phone.as_deref().is_none_or(|wanted| wanted == phone)
    }
}

/// Why a change was not made.
#[derive(Debug)]
pub(crate) enum UpdateError {
    UnknownProject(String),
    Invalid(String),
}

impl Service {
    /// The kept messages, newest first, and at most so many of them.
    pub(crate) fn messages(&self, filter: &MessageFilter, limit: usize) -> Vec<MessageView> {
        let state = self.lock();
        let now = self.now();
        let mut messages: Vec<_> = state
            .projects
            .values()
            .filter(|project| filter.takes_project(&project.id))
            .flat_map(|project| project.messages().map(move |message| (project, message)))
            .filter(|(_, message)| filter.takes_phone(&message.phone))
            .collect();
        messages.sort_unstable_by_key(|(_, message)| Reverse(message.order));
        messages.truncate(limit);
        messages.into_iter().map(|(project, message)| message.view(&project.id, now)).collect()
    }

    /// The code that last reached this phone, used and expired ones included: in this project, or
    /// in whichever.
    pub(crate) fn code_for(&self, phone: &str, project_id: Option<&str>) -> Option<String> {
        let state = self.lock();
        let projects = state.projects.values();
        projects
            .filter(|project| project_id.is_none_or(|id| id == project.id))
            .filter_map(|project| project.arrived(phone))
            .max_by_key(|message| (message.arrived_at, message.order))
            .map(|message| message.code.clone())
    }

    pub(crate) fn listen(&self) -> Receiver<Change> {
        self.feed.listen()
    }

    /// Takes one project, or all of them and the clock, back to how they began.
    pub(crate) fn reset(&self, project_id: Option<&str>) -> Result<(), UpdateError> {
        let mut state = self.lock();
        let State { projects, keep, .. } = &mut *state;
        if let Some(id) = project_id {
            let unknown = || UpdateError::UnknownProject(id.to_owned());
            projects.get_mut(id).ok_or_else(unknown)?.reset();
        } else {
            projects.values_mut().for_each(Project::reset);
            self.clock.reset();
            self.keep_clock(keep.as_mut());
        }
        let now = self.now();
        for project in projects.values_mut() {
            self.settle(keep.as_mut(), project, now);
        }
        self.faults().reset(project_id);
        self.feed.tell(Change::Reset { project_id: project_id.map(str::to_owned) });
        Ok(())
    }

    /// Moves the clock ahead; `false` where it cannot go that far.
    pub(crate) fn advance(&self, by: Millis) -> bool {
        let advanced = {
            // Under the lock, so that no call sees time move while it is at work.
            let mut state = self.lock();
            let advanced = self.clock.advance(by);
            self.keep_clock(state.keep.as_mut());
            advanced
        };
        self.feed.tell(Change::Clock);
        // What is due by now is on its phone before the caller looks.
        self.deliver_due();
        self.deliveries.notify_one();
        advanced
    }

    fn keep_clock(&self, keep: Option<&mut Box<dyn Keep>>) {
        if let Some(keep) = keep {
            write(keep, &[Write::Clock(self.clock.offset())]);
        }
    }

    /// All projects as they stand.
    pub(crate) fn projects(&self) -> Vec<ProjectView> {
        let view = |project: &Project| ProjectView {
            project_id: project.id.clone(),
            settings: project.settings.clone(),
        };
        self.lock().projects.values().map(view).collect()
    }

    pub(crate) fn clock_offset(&self) -> Millis {
        self.clock.offset()
    }

    pub(crate) fn default_project(&self) -> &str {
        &self.default_project
    }

    /// Changes a project as [`Self::update_project`] does, and makes that what a reset goes back to.
    pub(crate) fn seed(&self, seed: &Seed) -> Result<(), UpdateError> {
        for patch in &seed.projects {
            let id = self.update_project(patch.clone())?.project_id;
            let mut state = self.lock();
            let State { projects, keep, .. } = &mut *state;
            if let Some(project) = projects.get_mut(&id) {
                project.begin_here();
                self.settle(keep.as_mut(), project, self.now());
            }
        }
        self.begin_with_faults(&seed.faults)
    }

    /// Changes a project. One that does not exist yet is created, with a server key and a client key
    /// of its own unless the change brings keys; what it has then is what a reset takes it back to.
    pub(crate) fn update_project(&self, patch: SettingsPatch) -> Result<ProjectView, UpdateError> {
        patch.check().map_err(UpdateError::Invalid)?;
        let id = patch.project_id.clone().unwrap_or_else(|| self.default_project.clone());
        let mut state = self.lock();
        let State { projects, keep, .. } = &mut *state;
        let settings = if let Some(project) = projects.get_mut(&id) {
            patch.apply(&mut project.settings);
            project.settings.clone()
        } else {
            if projects.len() >= MAX_PROJECTS {
                return Err(UpdateError::Invalid(format!(
                    "projectId: there are {MAX_PROJECTS} projects, which is the limit"
                )));
            }
            let keys = ["bax_sk_", "bax_pk_"].map(|kind| ApiKey::new(random::id(kind)));
            let mut settings = Settings::working(keys.into());
            patch.apply(&mut settings);
            projects.insert(id.clone(), Project::new(id.clone(), settings.clone()));
            settings
        };
        if let Some(project) = projects.get_mut(&id) {
            self.settle(keep.as_mut(), project, self.now());
        }
        self.feed.tell(Change::Project { project_id: id.clone() });
        Ok(ProjectView { project_id: id, settings })
    }
}
