//! The events, and their JSON. The names and the fields of `data.object` are assumptions.

use baxverify_wire::LogStatus;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::clock::{Millis, iso};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub enum EventName {
    #[serde(rename = "otp.sent")]
    Sent,
    #[serde(rename = "otp.failed")]
    Failed,
    #[serde(rename = "otp.verified")]
    Verified,
    #[serde(rename = "otp.expired")]
    Expired,
}

impl EventName {
    pub const fn of(status: LogStatus) -> Self {
        match status {
            LogStatus::Sent => Self::Sent,
            LogStatus::Failed => Self::Failed,
            LogStatus::Verified => Self::Verified,
            LogStatus::Expired => Self::Expired,
        }
    }
}

/// The message that an event is about. It has no code: a webhook must not carry it.
#[derive(Clone)]
pub struct Subject {
    pub message_id: String,
    pub request_id: String,
    pub project_id: String,
    pub phone: String,
    pub purpose: Option<String>,
    pub status: LogStatus,
    pub created_at: Millis,
    pub expires_at: Millis,
    pub verified_at: Option<Millis>,
    pub error_code: Option<&'static str>,
}

#[cfg(test)]
impl Subject {
    /// A message that was sent at 0 and expires after 10 minutes.
    pub fn of_test(project: &str, message: u64, status: LogStatus) -> Self {
        Self {
            message_id: format!("msg_{message}"),
            request_id: String::new(),
            project_id: project.to_owned(),
            phone: "+4366412345678".to_owned(),
            purpose: None,
            status,
            created_at: 0,
            expires_at: 600_000,
            verified_at: None,
            error_code: None,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Object<'a> {
    id: &'a str,
    request_id: &'a str,
    project_id: &'a str,
    phone: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<&'a str>,
    status: LogStatus,
    created_at: String,
    expires_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<&'a str>,
}

/// Returns the body of an event. It has the fields of both documented shapes.
pub fn body(id: &str, subject: &Subject, now: Millis) -> String {
    let object = Object {
        id: &subject.message_id,
        request_id: &subject.request_id,
        project_id: &subject.project_id,
        phone: &subject.phone,
        purpose: subject.purpose.as_deref(),
        status: subject.status,
        created_at: iso(subject.created_at),
        expires_at: iso(subject.expires_at),
        verified_at: subject.verified_at.map(iso),
        error_code: subject.error_code,
    };
    let name = EventName::of(subject.status);
    json!({
        "id": id,
        "type": name,
        "event": name,
        "projectId": subject.project_id,
        "created": now / 1000,
        "data": { "object": object },
    })
    .to_string()
}
