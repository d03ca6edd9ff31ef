//! One message: the code it carries, and what became of it.

use baxverify_wire::{ErrorCode, LogEntry, LogStatus};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    chaos::Fate,
    clock::{Millis, iso},
};

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) request_id: String,
    pub(crate) phone: String,
    pub(crate) purpose: Option<String>,
    pub(crate) code: String,
    pub(crate) text: String,
    pub(crate) created_at: Millis,
    pub(crate) expires_at: Millis,
    /// When it reached the phone, if it did.
    pub(crate) arrived_at: Option<Millis>,
    /// When it is to reach the phone, while it is on its way.
    pub(crate) due_at: Option<Millis>,
    /// How often it reaches the phone.
    pub(crate) copies: u32,
    /// When the proof that its code was good for was spent.
    pub(crate) consumed_at: Option<Millis>,
    /// Counts the messages of all projects, so that they can be put in one order.
    pub(crate) order: u64,
    pub(crate) attempts_left: u32,
    pub(crate) outcome: Outcome,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) enum Outcome {
    /// Delivered, and nothing since.
    Open,
    /// A newer code to the same phone took its place.
    Replaced,
    Verified {
        at: Millis,
    },
    /// Never delivered, or too many wrong codes.
    Failed(#[serde(with = "code_name")] ErrorCode),
}

/// A code as its documented name.
mod code_name {
    use baxverify_wire::ErrorCode;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
    pub(super) fn serialize<S: Serializer>(code: &ErrorCode, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(code.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<ErrorCode, D::Error> {
        let name = String::deserialize(from)?;
        ErrorCode::from_name(&name).ok_or_else(|| D::Error::custom(format!("unknown code {name}")))
    }
}

impl Message {
    pub(crate) fn has_expired(&self, now: Millis) -> bool {
        now >= self.expires_at
    }

    pub(crate) fn status(&self, now: Millis) -> LogStatus {
        match self.outcome {
            Outcome::Open if self.has_expired(now) => LogStatus::Expired,
            Outcome::Open => LogStatus::Sent,
            Outcome::Replaced => LogStatus::Expired,
            Outcome::Verified { .. } => LogStatus::Verified,
            Outcome::Failed(_) => LogStatus::Failed,
        }
    }

    /// What becomes of it on its way to the phone.
    pub(crate) fn meet(&mut self, fate: Fate, now: Millis) {
        match fate {
            Fate::Arrives => {}
            Fate::ArrivesTwice => self.copies = 2,
            Fate::Late { by_millis } => {
                self.arrived_at = None;
                self.due_at = Some(now + by_millis);
            }
            Fate::Lost => self.arrived_at = None,
        }
    }

    pub(crate) fn log_entry(&self, now: Millis) -> LogEntry {
        LogEntry {
            id: self.id.clone(),
            phone: self.phone.clone(),
            purpose: self.purpose.clone(),
            status: self.status(now),
            created_at: iso(self.created_at),
            verified_at: self.verified_at(),
            error_code: self.error_code(),
        }
    }

    pub(crate) fn view(&self, project_id: &str, now: Millis) -> MessageView {
        MessageView {
            id: self.id.clone(),
            request_id: self.request_id.clone(),
            project_id: project_id.to_owned(),
            phone: self.phone.clone(),
            purpose: self.purpose.clone(),
            code: self.code.clone(),
            text: self.text.clone(),
            status: self.status(now),
            created_at: iso(self.created_at),
            expires_at: iso(self.expires_at),
            arrived_at: self.arrived_at.map(iso),
            due_at: self.due_at.map(iso),
            copies: if self.arrived_at.is_some() { self.copies } else { 0 },
            consumed_at: self.consumed_at.map(iso),
            verified_at: self.verified_at(),
            error_code: self.error_code(),
        }
    }

    fn verified_at(&self) -> Option<String> {
        match self.outcome {
            Outcome::Verified { at } => Some(iso(at)),
            _ => None,
        }
    }

    fn error_code(&self) -> Option<String> {
        match self.outcome {
            Outcome::Failed(code) => Some(code.as_str().to_owned()),
            _ => None,
        }
    }
}

/// A message as the developer's inbox shows it: unlike a log entry it holds the code.
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessageView {
    pub(crate) id: String,
    pub(crate) request_id: String,
    pub(crate) project_id: String,
    pub(crate) phone: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) purpose: Option<String>,
    pub(crate) code: String,
    pub(crate) text: String,
    pub(crate) status: LogStatus,
    pub(crate) created_at: String,
    pub(crate) expires_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) arrived_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) due_at: Option<String>,
    pub(crate) copies: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) verified_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) consumed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error_code: Option<String>,
}
