//! The emulated service: projects, and the calls that clients make on them.
//!
//! One lock guards all of it, so every call is atomic: of many parallel calls that could spend the
//! same code or proof, one does.

mod chaos;
mod days;
mod feed;
mod inbox;
mod keep;
mod message;
mod message_log;
mod phone;
mod project;
mod proof;
mod refusal;
mod restore;
mod scenario;
mod send_limit;
mod settings;
#[cfg(test)]
mod tests;
mod wait;

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use baxverify_wire::{
    ErrorCode, LogPage, OtpSent, OtpVerified, Route, StatsReport, TokenValidation,
};
use tokio::sync::Notify;

pub(crate) use self::{
    days::Day,
    feed::Change,
    inbox::{MessageFilter, ProjectView, UpdateError},
    keep::{Keep, Stored, StoredProject, Write},
    message::{Message, MessageView},
    phone::is_e164,
    project::LogQuery,
    refusal::Refusal,
    settings::{ApiKey, SettingsPatch},
    wait::After,
};
use self::{feed::Feed, project::Project, settings::Settings};
use crate::{
    chaos::{Fate, Faults},
    clock::{Clock, Millis},
    config::{Config, Limits},
    random,
};

type OnMessage = Box<dyn Fn(&MessageView) + Send + Sync>;

pub(crate) struct Service {
    clock: Clock,
    limits: Limits,
    default_project: String,
    on_message: Option<OnMessage>,
    feed: Feed,
    faults: Mutex<Faults>,
    deliveries: Notify,
    state: Mutex<State>,
}

struct State {
    projects: BTreeMap<String, Project>,
    /// The order of the next message over all projects.
    next_order: u64,
    keep: Option<Box<dyn Keep>>,
}

impl Service {
    /// `on_message` hears of each message that reaches its phone, outside of the lock.
    pub(crate) fn new(config: &Config, clock: Clock, on_message: Option<OnMessage>) -> Self {
        let api_key = config.api_key.clone().unwrap_or_else(|| random::id("bax_sk_"));
        let client_key = config.client_key.clone().unwrap_or_else(|| random::id("bax_pk_"));
        let settings = Settings {
            credits: config.credits,
            verify_fee: config.verify_fee,
            ..Settings::working(vec![ApiKey::new(api_key), ApiKey::new(client_key)])
        };
        let id = config.project_id.clone();
        let projects = BTreeMap::from([(id.clone(), Project::new(id.clone(), settings))]);
        Self {
            clock,
            limits: config.limits.bounded(),
            default_project: id,
            on_message,
            feed: Feed::new(),
            faults: Mutex::default(),
            deliveries: Notify::new(),
            state: Mutex::new(State { projects, next_order: 0, keep: None }),
        }
    }

    pub(crate) fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Whether a call may be made, judged by its headers alone.
    pub(crate) fn admit(
        &self,
        route: Route,
        project_id: Option<&str>,
        key: Option<&str>,
    ) -> Result<(), Refusal> {
        let project_id = project_id.ok_or(ErrorCode::ProjectHeaderRequired)?;
        self.project(project_id, |project, _| project.admit(route, key))
    }

    pub(crate) fn send(
        &self,
        project_id: &str,
        phone: &str,
        purpose: Option<String>,
        fate: Fate,
    ) -> Result<OtpSent, Refusal> {
        if !is_e164(phone) {
            return Err(ErrorCode::InvalidPhone.into());
        }
        let (sent, view) = {
            let mut state = self.lock();
            let state = &mut *state;
            let project =
                state.projects.get_mut(project_id).ok_or(ErrorCode::ApiKeyProjectMismatch)?;
            let order = state.next_order;
            state.next_order += 1;
            let now = self.clock.now();
            let result = project.send(phone, purpose, fate, &self.limits, now, order);
            self.settle(state.keep.as_mut(), project, now);
            result?
        };
        if view.due_at.is_some() {
            self.deliveries.notify_one();
        }
        self.announce(&view);
        Ok(sent)
    }

    /// Tells of a message as often as it reached its phone.
    fn announce(&self, message: &MessageView) {
        if let Some(on_message) = &self.on_message {
            (0..message.copies).for_each(|_| on_message(message));
        }
    }

    pub(crate) fn verify(
        &self,
        project_id: &str,
        phone: &str,
        code: &str,
    ) -> Result<OtpVerified, Refusal> {
        if !is_e164(phone) {
            return Err(ErrorCode::InvalidPhone.into());
        }
        self.project(project_id, |project, now| project.verify(phone, code, &self.limits, now))
    }

    pub(crate) fn validate(
        &self,
        project_id: &str,
        token: &str,
        consume: bool,
    ) -> Result<TokenValidation, Refusal> {
        self.project(project_id, |project, now| project.validate(token, consume, now))
    }

    pub(crate) fn stats(&self, project_id: &str, days: u32) -> Result<StatsReport, Refusal> {
        self.project(project_id, |project, now| Ok(project.stats(days, now)))
    }

    pub(crate) fn logs(&self, project_id: &str, query: &LogQuery) -> Result<LogPage, Refusal> {
        self.project(project_id, |project, now| Ok(project.logs(query, now)))
    }

    /// A key cannot belong to a project that does not exist, hence the refusal for that case.
    /// The time is read under the lock: calls take effect in the order of their times.
    fn project<T>(
        &self,
        id: &str,
        call: impl FnOnce(&mut Project, Millis) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let mut state = self.lock();
        let State { projects, keep, .. } = &mut *state;
        let project = projects.get_mut(id).ok_or(ErrorCode::ApiKeyProjectMismatch)?;
        let now = self.clock.now();
        let result = call(project, now);
        self.settle(keep.as_mut(), project, now);
        result
    }

    /// A panic under the lock cannot leave half a change that later calls would trip over, so its
    /// poison is ignored rather than passed on to every later call.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
