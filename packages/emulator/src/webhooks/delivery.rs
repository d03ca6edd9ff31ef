//! One delivery of an event, with its attempts.

use serde::{Deserialize, Serialize, Serializer};
use utoipa::ToSchema;

use super::event::EventName;
use crate::clock::{Millis, iso};

/// The waits before the second and each further attempt, by the emulator's clock.
pub const BACKOFF_MILLIS: [Millis; 5] = [1_000, 5_000, 30_000, 120_000, 600_000];

#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    pub id: String,
    /// The `id` in the body. A duplicate and a redelivery have the same one.
    pub event_id: String,
    pub event: EventName,
    pub project_id: String,
    pub phone: String,
    pub url: String,
    pub kind: Kind,
    pub status: DeliveryStatus,
    /// As it was or will be sent.
    pub body: String,
    /// The value of `x-baxcloud-signature`. Absent if the header is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    #[serde(serialize_with = "date")]
    #[schema(value_type = String)]
    pub created_at: Millis,
    /// When the next attempt is due.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "optional_date")]
    #[schema(value_type = Option<String>)]
    pub next_attempt_at: Option<Millis>,
    pub attempts: Vec<Attempt>,
}

#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    #[serde(serialize_with = "date")]
    #[schema(value_type = String)]
    pub at: Millis,
    pub duration_ms: u64,
    /// The HTTP status. Absent if there was no response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The start of the body of the response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
    /// Why there was no response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// `original`: the delivery of an event. `duplicate`: the same once more, by a fault rule.
/// `redelivery`: once more, by the control API. The others are forgeries by a fault rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    Original,
    Duplicate,
    Redelivery,
    /// Signed with another secret.
    ForgedSignature,
    MissingSignature,
    /// The body was changed after it was signed.
    AlteredBody,
}

impl Kind {
    /// A forger does not try again.
    pub const fn is_forgery(self) -> bool {
        matches!(self, Self::ForgedSignature | Self::MissingSignature | Self::AlteredBody)
    }
}

/// `pending`: an attempt is due. `delivered`: the response has a 2xx status. `failed`: there is no
/// further attempt. `lost`: a fault rule made it get lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum DeliveryStatus {
    Pending,
    Delivered,
    Failed,
    Lost,
}

impl Delivery {
    /// Adds an attempt, and decides whether there is another one.
    pub fn record(&mut self, attempt: Attempt, now: Millis) {
        let is_success = attempt.status.is_some_and(|status| (200..300).contains(&status));
        let backoff = BACKOFF_MILLIS.get(self.attempts.len()).filter(|_| !self.kind.is_forgery());
        self.attempts.push(attempt);
        self.next_attempt_at = None;
        if is_success {
            self.status = DeliveryStatus::Delivered;
        } else if let Some(wait) = backoff {
            self.next_attempt_at = Some(now + wait);
        } else {
            self.status = DeliveryStatus::Failed;
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn date<S: Serializer>(at: &Millis, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&iso(*at))
}

#[expect(clippy::ref_option, reason = "serde passes a reference")]
fn optional_date<S: Serializer>(at: &Option<Millis>, to: S) -> Result<S::Ok, S::Error> {
    at.map(iso).serialize(to)
}
