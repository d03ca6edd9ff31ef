//! One project: its settings, its messages and its proofs, in memory and in stored form.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::message::{Message, MessageView, Outcome};
use super::message_log::MessageLog;
use super::proofs::Proofs;
use super::store::{StoreWrite, StoredProject};
use crate::clock::{Millis, Shift};
use crate::limits::Limits;
use crate::settings::Settings;

pub struct Project {
    pub(super) id: String,
    pub(super) settings: Settings,
    /// The settings that a reset restores.
    initial: Settings,
    pub(super) log: MessageLog,
    pub(super) proofs: Proofs,
    /// Based on the emulator's clock.
    pub(super) clock: Shift,
    /// The record as it was written last, as JSON.
    stored_record: String,
    /// Whether the stored messages and proofs must be deleted.
    cleared: bool,
    /// Whether the project was created while the emulator ran. A reset removes it.
    created: bool,
}

/// The stored form of a project, without its messages and spent proofs.
#[derive(Deserialize, Serialize)]
struct ProjectRecord {
    settings: Settings,
    initial: Settings,
    secret: [u8; 32],
    #[serde(default)]
    created: bool,
    #[serde(default)]
    clock: Shift,
}

impl Project {
    pub fn new(id: String, settings: Settings) -> Self {
        Self {
            id,
            initial: settings.clone(),
            settings,
            log: MessageLog::default(),
            proofs: Proofs::new(),
            clock: Shift::default(),
            stored_record: String::new(),
            cleared: false,
            created: false,
        }
    }

    /// # Errors
    /// Returns why the stored form is invalid.
    pub fn restore(stored: StoredProject) -> Result<Self, String> {
        let StoredProject { id, json, messages, spent } = stored;
        let ProjectRecord { settings, initial, secret, created, clock } =
            serde_json::from_str(&json).map_err(|error| format!("project {id:?}: {error}"))?;
        Ok(Self {
            id,
            settings,
            initial,
            log: MessageLog::restore(messages),
            proofs: Proofs::restore(secret, spent),
            clock,
            stored_record: json,
            cleared: false,
            created,
        })
    }

    /// Makes the current settings the initial ones. A reset keeps the project.
    pub fn set_initial_settings(&mut self) {
        self.initial = self.settings.clone();
        self.created = false;
    }

    /// Makes a reset remove this project.
    pub fn set_created(&mut self) {
        self.created = true;
    }

    pub const fn is_created(&self) -> bool {
        self.created
    }

    pub fn into_initial_settings(self) -> Settings {
        self.initial
    }

    /// Drops the messages that are older than the retention, and returns their ids.
    pub fn drop_aged(&mut self, limits: &Limits, now: Millis) -> Vec<String> {
        let Some(retention) = limits.retention_millis() else { return Vec::new() };
        self.log.drop_before(now.saturating_sub(retention))
    }

    /// Restores the initial settings and deletes all messages. A new secret makes all proofs
    /// invalid.
    pub fn reset(&mut self) {
        let created = self.created;
        *self = Self::new(std::mem::take(&mut self.id), self.initial.clone());
        self.cleared = true;
        self.created = created;
    }

    /// Returns the changes that the store does not have yet, if the emulator's clock shows `now`.
    pub fn unwritten(&self, now: Millis) -> Vec<StoreWrite> {
        let now = self.clock.now(now);
        let mut writes = Vec::new();
        let project = || self.id.clone();
        if self.cleared {
            writes.push(StoreWrite::Cleared { project: project() });
        }
        let json = self.record();
        if json != self.stored_record {
            writes.push(StoreWrite::Project { id: project(), json });
        }
        writes.extend(self.log.unwritten().map(|(sequence, message)| StoreWrite::Message {
            project: project(),
            sequence,
            json: json!(message).to_string(),
        }));
        let dropped = self.log.unwritten_drop();
        writes.extend(dropped.map(|below| StoreWrite::Dropped { project: project(), below }));
        writes.extend(
            self.log
                .unwritten_deletions()
                .iter()
                .map(|&sequence| StoreWrite::Deleted { project: project(), sequence }),
        );
        let spent = self.proofs.newly_spent().iter().filter(|(_, exp)| *exp > now / 1000);
        writes.extend(spent.map(|(jti, expires_at)| StoreWrite::Spent {
            project: project(),
            jti: jti.clone(),
            expires_at: *expires_at,
        }));
        let expired = self.proofs.expired_until();
        writes.extend(expired.map(|until| StoreWrite::ExpiredProofs { project: project(), until }));
        writes
    }

    /// Forgets which changes the store did not have, because it has them now. Without a store
    /// this keeps the marks from taking memory.
    pub fn mark_written(&mut self, has_store: bool) {
        self.cleared = false;
        if has_store {
            self.stored_record = self.record();
        }
        self.log.mark_written();
        self.proofs.mark_written();
    }

    fn record(&self) -> String {
        let record = ProjectRecord {
            settings: self.settings.clone(),
            initial: self.initial.clone(),
            secret: self.proofs.secret(),
            created: self.created,
            clock: self.clock,
        };
        json!(record).to_string()
    }

    /// Returns the messages that changed since the last call.
    pub fn take_changed(&mut self) -> Vec<&Message> {
        self.log.take_changed()
    }

    /// Returns the messages, newest first.
    pub fn messages(&self) -> impl Iterator<Item = &Message> {
        self.log.newest_first()
    }

    /// Returns the last message that reached this phone, in any state of its code.
    pub fn last_arrived(&self, phone: &str) -> Option<&Message> {
        self.log.last_arrived(phone)
    }

    /// Returns the message on this phone whose code can be verified.
    pub fn usable(&self, phone: &str, now: Millis) -> Option<&Message> {
        let is_usable = |message: &&Message| {
            message.outcome == Outcome::Open
                && !message.has_expired(now)
                && message.arrived_at.is_some()
        };
        self.log.current(phone).filter(is_usable)
    }

    /// Returns the milliseconds until the next delayed message is due, if the emulator's clock
    /// shows `now`. Without the next move of a frozen clock, none is.
    pub fn next_due_in(&self, now: Millis) -> Option<Millis> {
        let due_at = self.log.next_due()?;
        self.clock.frozen_at.is_none().then(|| due_at.saturating_sub(self.clock.now(now)))
    }

    /// Delivers the delayed messages that are due, and returns them.
    pub fn deliver_due(&mut self, now: Millis) -> Vec<MessageView> {
        let delivered = self.log.deliver_due(now);
        delivered.into_iter().map(|message| message.view(&self.id, now)).collect()
    }

    pub fn phone_of_proof(&self, token: &str) -> Option<String> {
        self.proofs.phone(token)
    }
}
