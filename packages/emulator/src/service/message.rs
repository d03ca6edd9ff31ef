//! One message: its code, its delivery and its outcome.

use baxverify_wire::{ErrorCode, LogEntry, LogStatus};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::{Millis, iso};
use crate::fault_injection::Delivery;
use crate::webhooks::Subject;

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    pub id: String,
    pub request_id: String,
    pub phone: String,
    pub purpose: Option<String>,
    pub code: String,
    pub text: String,
    pub created_at: Millis,
    pub expires_at: Millis,
    /// When the message reached the phone.
    pub arrived_at: Option<Millis>,
    /// When a delayed message will reach the phone.
    pub due_at: Option<Millis>,
    /// How many times the message reaches the phone.
    pub copies: u32,
    /// When the proof for its code was consumed.
    pub consumed_at: Option<Millis>,
    /// The position among the messages of all projects.
    pub order: u64,
    pub attempts_left: u32,
    /// How many wrong codes were tried.
    #[serde(default)]
    pub wrong_codes: u32,
    /// When the last wrong code was tried.
    #[serde(default)]
    pub last_wrong_at: Option<Millis>,
    pub outcome: Outcome,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum Outcome {
    /// The code was not used yet.
    Open,
    /// A newer code was sent to the same phone.
    Replaced,
    Verified {
        at: Millis,
    },
    /// The delivery failed, or no attempts are left.
    Failed(#[serde(with = "error_code_name")] ErrorCode),
}

/// What one message adds to statistics, 0 or 1 each.
pub struct Count {
    /// The service accepted the message. A message that is delayed or lost later counts too.
    pub sent: u64,
    pub verified: u64,
    /// The delivery failed, or no attempts are left.
    pub failed: u64,
}

/// Serializes an error code as its documented name.
mod error_code_name {
    use baxverify_wire::ErrorCode;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(super) fn serialize<S: Serializer>(code: &ErrorCode, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(code.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<ErrorCode, D::Error> {
        let name = String::deserialize(from)?;
        ErrorCode::from_name(&name)
            .ok_or_else(|| D::Error::custom(format!("unknown error code {name}")))
    }
}

#[cfg(test)]
impl Message {
    /// A message that was sent at 0 and expires at 1.
    pub fn of_test(outcome: Outcome) -> Self {
        Self {
            id: String::new(),
            request_id: String::new(),
            phone: String::new(),
            purpose: None,
            code: String::new(),
            text: String::new(),
            created_at: 0,
            expires_at: 1,
            arrived_at: (outcome == Outcome::Open).then_some(0),
            due_at: None,
            copies: 1,
            consumed_at: None,
            order: 0,
            attempts_left: 1,
            wrong_codes: 0,
            last_wrong_at: None,
            outcome,
        }
    }
}

impl Message {
    pub fn has_expired(&self, now: Millis) -> bool {
        now >= self.expires_at
    }

    pub fn status(&self, now: Millis) -> LogStatus {
        match self.outcome {
            Outcome::Open if self.has_expired(now) => LogStatus::Expired,
            Outcome::Open => LogStatus::Sent,
            Outcome::Replaced => LogStatus::Expired,
            Outcome::Verified { .. } => LogStatus::Verified,
            Outcome::Failed(_) => LogStatus::Failed,
        }
    }

    /// Returns what the message adds to statistics.
    pub fn count(&self) -> Count {
        let is_undelivered = self.outcome == Outcome::Failed(ErrorCode::SmsSendFailed);
        Count {
            sent: u64::from(!is_undelivered),
            verified: u64::from(matches!(self.outcome, Outcome::Verified { .. })),
            failed: u64::from(matches!(self.outcome, Outcome::Failed(_))),
        }
    }

    /// Applies a delivery to a new message.
    pub fn set_delivery(&mut self, delivery: Delivery, now: Millis) {
        match delivery {
            Delivery::OnTime => {}
            Delivery::Twice => self.copies = 2,
            Delivery::Late { by_millis } => {
                self.arrived_at = None;
                self.due_at = Some(now + by_millis);
            }
            Delivery::Lost => self.arrived_at = None,
        }
    }

    pub fn log_entry(&self, now: Millis) -> LogEntry {
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

    /// Returns what a webhook says about the message.
    pub fn subject(&self, project_id: &str, now: Millis) -> Subject {
        Subject {
            message_id: self.id.clone(),
            request_id: self.request_id.clone(),
            project_id: project_id.to_owned(),
            phone: self.phone.clone(),
            purpose: self.purpose.clone(),
            status: self.status(now),
            created_at: self.created_at,
            expires_at: self.expires_at,
            verified_at: match self.outcome {
                Outcome::Verified { at } => Some(at),
                _ => None,
            },
            error_code: match self.outcome {
                Outcome::Failed(code) => Some(code.as_str()),
                _ => None,
            },
        }
    }

    pub fn view(&self, project_id: &str, now: Millis) -> MessageView {
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

/// A message with its code, as the inbox and the control API show it.
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageView {
    pub id: String,
    pub request_id: String,
    pub project_id: String,
    pub phone: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    pub code: String,
    pub text: String,
    pub status: LogStatus,
    pub created_at: String,
    pub expires_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrived_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<String>,
    pub copies: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consumed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
}
