//! Finds messages and codes for tests and the inbox.

use std::cmp::Reverse;

use super::message::MessageView;
use super::state::Service;

/// Selects messages by phone, by project, by both, or all of them.
#[derive(Default)]
pub struct MessageFilter {
    pub phone: Option<String>,
    pub project_id: Option<String>,
}

impl MessageFilter {
    fn includes_project(&self, id: &str) -> bool {
        self.project_id.as_deref().is_none_or(|wanted| wanted == id)
    }

    fn includes_phone(&self, phone: &str) -> bool {
        self.phone.as_deref().is_none_or(|wanted| wanted == phone)
    }
}

impl Service {
    /// Returns at most `limit` messages, newest first.
    pub fn messages(&self, filter: &MessageFilter, limit: usize) -> Vec<MessageView> {
        let state = self.lock();
        let now = self.now();
        let mut messages: Vec<_> = state
            .projects
            .values()
            .filter(|project| filter.includes_project(&project.id))
            .flat_map(|project| project.messages().map(move |message| (project, message)))
            .filter(|(_, message)| filter.includes_phone(&message.phone))
            .collect();
        messages.sort_unstable_by_key(|(_, message)| Reverse(message.order));
        messages.truncate(limit);
        messages.into_iter().map(|(project, message)| message.view(&project.id, now)).collect()
    }

    /// Returns the code that reached this phone last, in one project or in all of them. Used and
    /// expired codes count too.
    pub fn code_for(&self, phone: &str, project_id: Option<&str>) -> Option<String> {
        let state = self.lock();
        let projects = state.projects.values();
        projects
            .filter(|project| project_id.is_none_or(|id| id == project.id))
            .filter_map(|project| project.last_arrived(phone))
            .max_by_key(|message| (message.arrived_at, message.order))
            .map(|message| message.code.clone())
    }
}
