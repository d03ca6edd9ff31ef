//! The state of the service behind one lock.
//!
//! The lock makes every call atomic: of many parallel calls with the same code or proof, only one
//! succeeds.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use baxverify_wire::ErrorCode;
use tokio::sync::Notify;

use super::error::ServiceError;
use super::events::{Event, EventBus};
use super::message::MessageView;
use super::project::Project;
use super::storage::Storage;
use crate::clock::{Clock, Millis};
use crate::config::Config;
use crate::fault_injection::ActiveRules;
use crate::limits::Limits;
use crate::random;
use crate::request_journal::Journal;
use crate::settings::{ApiKey, Settings};
use crate::webhooks::Outbox;

/// Called for each message that reaches its phone.
pub type OnMessage = Box<dyn Fn(&MessageView) + Send + Sync>;

pub struct Service {
    pub(super) clock: Clock,
    pub(super) limits: Limits,
    pub(super) default_project: String,
    pub(super) on_message: Option<OnMessage>,
    pub(super) events: EventBus,
    pub(super) fault_rules: Mutex<ActiveRules>,
    pub(super) journal: Mutex<Journal>,
    pub(super) outbox: Mutex<Outbox>,
    /// Wakes the sender of webhooks.
    pub(super) webhooks: Notify,
    /// Wakes the scheduler of delayed deliveries.
    pub(super) deliveries: Notify,
    state: Mutex<State>,
}

pub(super) struct State {
    pub(super) projects: BTreeMap<String, Project>,
    /// The `order` of the next message, counted over all projects.
    pub(super) next_order: u64,
    pub(super) storage: Storage,
    /// The initial settings of removed projects that a reset restores.
    pub(super) removed: BTreeMap<String, Settings>,
}

impl Service {
    /// `on_message` is called for each message that reaches its phone, without the lock held.
    pub fn new(config: &Config, clock: Clock, on_message: Option<OnMessage>) -> Self {
        let api_key = config.api_key.clone().unwrap_or_else(|| random::id("bax_sk_"));
        let client_key = config.client_key.clone().unwrap_or_else(|| random::id("bax_pk_"));
        let settings = Settings {
            credits: config.credits,
            verify_fee: config.verify_fee,
            // A start with an invalid one fails before this.
            webhook: config.endpoint().unwrap_or_default(),
            ..Settings::all_enabled(vec![ApiKey::new(api_key), ApiKey::new(client_key)])
        };
        let id = config.project_id.clone();
        let projects = BTreeMap::from([(id.clone(), Project::new(id.clone(), settings))]);
        Self {
            clock,
            limits: config.limits.bounded(),
            default_project: id,
            on_message,
            events: EventBus::new(),
            fault_rules: Mutex::default(),
            journal: Mutex::default(),
            outbox: Mutex::default(),
            webhooks: Notify::new(),
            deliveries: Notify::new(),
            state: Mutex::new(State {
                projects,
                next_order: 0,
                storage: Storage::default(),
                removed: BTreeMap::new(),
            }),
        }
    }

    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// A panic with the lock held cannot leave a partial change, so a poisoned lock is still
    /// usable.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls `call` on a project with the lock held, then commits the changes.
    ///
    /// The time is read with the lock held, so calls take effect in the order of their times.
    ///
    /// # Errors
    /// An unknown project is `ApiKeyProjectMismatch`: no key can belong to it.
    pub(super) fn with_project<T>(
        &self,
        id: &str,
        call: impl FnOnce(&mut Project, Millis) -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        let mut state = self.lock();
        let project = state.projects.get_mut(id).ok_or(ErrorCode::ApiKeyProjectMismatch)?;
        let now = project.clock.now(self.now());
        let result = call(project, now);
        self.commit(&mut state, id);
        result
    }

    /// Writes the changes of a project to the store, and publishes its changed messages.
    ///
    /// The caller holds the lock. So events are published in the order of their changes, and no
    /// call is answered before its changes are written, or are known to be unwritten.
    pub(super) fn commit(&self, state: &mut State, id: &str) {
        let now = self.now();
        state.storage.project_changed(id);
        state.storage.write(&mut state.projects, now);
        let Some(project) = state.projects.get_mut(id) else { return };
        let now = project.clock.now(now);
        let endpoint = project.settings.webhook.clone();
        let changed = project.take_changed();
        if let Some(endpoint) = endpoint {
            let messages = changed.iter().copied();
            self.report_changes(id, &endpoint, messages, now);
        }
        if self.events.has_subscribers() {
            for message in changed {
                let message = Box::new(message.view(id, now));
                self.events.publish(Event::Message { message });
            }
        }
    }

    /// Returns why changes are not in the database, after another attempt to write them. Returns
    /// `None` if all changes are written, or if nothing is kept.
    pub fn storage_failure(&self) -> Option<String> {
        let mut state = self.lock();
        let state = &mut *state;
        state.storage.failure()?;
        state.storage.write(&mut state.projects, self.clock.now());
        state.storage.failure().map(str::to_owned)
    }
}
