//! What the developer sees and controls, beside the calls that clients make.

use std::cmp::Reverse;

use serde::Serialize;

use super::{
    MessageView, Service, SettingsPatch,
    project::Project,
    settings::{ApiKey, Settings},
};
use crate::{clock::Millis, random};

/// A project and its settings, keys included.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProjectView {
    pub(crate) project_id: String,
    #[serde(flatten)]
    pub(crate) settings: Settings,
}

/// Why a change was not made.
#[derive(Debug)]
pub(crate) enum UpdateError {
    UnknownProject(String),
    Invalid(String),
}

impl Service {
    /// All kept messages, newest first, of one phone or of all.
    pub(crate) fn messages(&self, phone: Option<&str>) -> Vec<MessageView> {
        let state = self.lock();
        let now = self.now();
        let mut messages: Vec<_> = state
            .projects
            .values()
            .flat_map(|project| project.messages().map(move |message| (project, message)))
            .filter(|(_, message)| phone.is_none_or(|phone| phone == message.phone))
            .collect();
        messages.sort_unstable_by_key(|(_, message)| Reverse(message.order));
        messages.into_iter().map(|(project, message)| message.view(&project.id, now)).collect()
    }

    /// The code that last reached this phone, in whichever project, used and expired ones included.
    pub(crate) fn code_for(&self, phone: &str) -> Option<String> {
        let state = self.lock();
        let delivered = state.projects.values().filter_map(|project| project.delivered(phone));
        delivered.max_by_key(|message| message.order).map(|message| message.code.clone())
    }

    /// Takes one project, or all of them and the clock, back to how they began.
    pub(crate) fn reset(&self, project_id: Option<&str>) -> Result<(), UpdateError> {
        let mut state = self.lock();
        if let Some(id) = project_id {
            let unknown = || UpdateError::UnknownProject(id.to_owned());
            state.projects.get_mut(id).ok_or_else(unknown)?.reset();
        } else {
            state.projects.values_mut().for_each(Project::reset);
            self.clock.reset();
        }
        Ok(())
    }

    /// Moves the clock ahead; `false` where it cannot go that far.
    pub(crate) fn advance(&self, by: Millis) -> bool {
        // Under the lock, so that no call sees time move while it is at work.
        let _state = self.lock();
        self.clock.advance(by)
    }

    pub(crate) fn clock_offset(&self) -> Millis {
        self.clock.offset()
    }

    pub(crate) fn default_project(&self) -> &str {
        &self.default_project
    }

    /// Changes a project. One that does not exist yet is created, with a server key of its own
    /// unless the change brings keys; what it has then is what a reset takes it back to.
    pub(crate) fn update_project(&self, patch: SettingsPatch) -> Result<ProjectView, UpdateError> {
        patch.check().map_err(UpdateError::Invalid)?;
        let id = patch.project_id.clone().unwrap_or_else(|| self.default_project.clone());
        let mut state = self.lock();
        let settings = if let Some(project) = state.projects.get_mut(&id) {
            patch.apply(&mut project.settings);
            project.settings.clone()
        } else {
            let mut settings = Settings::working(vec![ApiKey::new(random::id("bax_sk_"))]);
            patch.apply(&mut settings);
            state.projects.insert(id.clone(), Project::new(id.clone(), settings.clone()));
            settings
        };
        Ok(ProjectView { project_id: id, settings })
    }
}
