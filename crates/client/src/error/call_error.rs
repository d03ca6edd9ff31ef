//! The type that every failed call ends with.

use std::time::Duration;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::metadata::{Described, HeaderText};
use crate::redact::Secrets;

/// What happened to the request, as far as the client knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The service answered and did not do what was asked.
    Rejected,
    /// No complete request left this machine, so the service cannot have acted.
    NotSent,
    /// The request may have arrived, so the service may have acted.
    Unknown,
}

/// The `code` of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// A code that the service sent, documented or not.
    Service(String),
    /// An argument of the caller cannot be used.
    InvalidArgument,
    /// The environment does not allow a connection to this host.
    HostNotAllowed,
    /// The deadline passed.
    Timeout,
    /// The exchange failed below HTTP.
    Network,
    /// The response is not what the service sends.
    InvalidResponse,
    /// A failure status without the error envelope of the service.
    Http,
    /// A bug in this library.
    Internal,
}

impl Code {
    /// The code as JavaScript sees it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Service(name) => name,
            Self::InvalidArgument => "BAXVERIFY_INVALID_ARGUMENT",
            Self::HostNotAllowed => "BAXVERIFY_HOST_NOT_ALLOWED",
            Self::Timeout => "BAXVERIFY_TIMEOUT",
            Self::Network => "BAXVERIFY_NETWORK_ERROR",
            Self::InvalidResponse => "BAXVERIFY_INVALID_RESPONSE",
            Self::Http => "BAXVERIFY_HTTP_ERROR",
            Self::Internal => "BAXVERIFY_INTERNAL_ERROR",
        }
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A failed call. Its JSON form is what the JavaScript face builds a `BaxVerifyError` from.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallError {
    /// What went wrong, for programs.
    pub code: Code,
    /// What went wrong, for people. Redacted if it comes from the service.
    pub message: String,
    /// The HTTP status of the response, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_code: Option<u16>,
    /// Details of the service, redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<Map<String, Value>>,
    /// The request's path, without its query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The time of the error, as the service wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// What happened to the request.
    pub outcome: Outcome,
    /// Whether the same call can be repeated without doing twice what was asked for once.
    pub retryable: bool,
    /// The wait that the server asks for, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// The number of requests that were started.
    pub attempts: u32,
    /// The id that the service gave the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The headers of the response, redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<Map<String, Value>>,
    /// The time from the start of the call, in microseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elapsed_us: Option<u64>,
    /// The causes, outermost first, each a few words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<String>,
}

impl CallError {
    pub(crate) fn new(code: Code, outcome: Outcome, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            status_code: None,
            details: None,
            path: None,
            timestamp: None,
            outcome,
            retryable: outcome == Outcome::NotSent,
            retry_after_ms: None,
            attempts: 0,
            request_id: None,
            headers: None,
            elapsed_us: None,
            causes: Vec::new(),
        }
    }

    /// A value from the caller that cannot be used. `expected` completes "must be …" and never
    /// repeats the value, which may be a secret.
    pub(crate) fn invalid_argument(field: &str, expected: &str) -> Self {
        let mut details = Map::new();
        details.insert("field".to_owned(), field.into());
        details.insert("expected".to_owned(), expected.into());
        Self {
            details: Some(details),
            retryable: false,
            ..Self::new(
                Code::InvalidArgument,
                Outcome::NotSent,
                format!("{field} must be {expected}."),
            )
        }
    }

    /// A bug in this library. Nothing is known about the request.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            Code::Internal,
            Outcome::Unknown,
            "The call ended because of a bug in @baxcloud/baxverify. Please report it.",
        )
    }

    pub(crate) fn with_cause(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    pub(crate) fn after(self, elapsed: Duration) -> Self {
        Self { elapsed_us: u64::try_from(elapsed.as_micros()).ok(), ..self }
    }

    /// Adds the headers of the response, and the id of the request if the body had none.
    pub(crate) fn with_headers(self, headers: &HeaderText, secrets: &Secrets) -> Self {
        let Described { request_id, headers } =
            Described::of(headers, self.request_id.as_deref(), secrets);
        Self { request_id, headers: Some(headers), ..self }
    }

    /// The error as JSON, from which JavaScript builds a `BaxVerifyError`.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| {
            // Unreachable with string keys. The literal settles the promise even so.
            r#"{"code":"BAXVERIFY_INTERNAL_ERROR","message":"An error could not be described.","outcome":"unknown","retryable":false,"attempts":0}"#.to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_argument_names_field_and_expectation() {
        let error = CallError::invalid_argument("apiKey", "a non-empty string");
        assert_eq!(error.message, "apiKey must be a non-empty string.");
        let json: Value = serde_json::from_str(&error.to_json()).expect("JSON");
        assert_eq!(json["code"], "BAXVERIFY_INVALID_ARGUMENT");
        assert_eq!(json["outcome"], "not_sent");
        assert_eq!(json["retryable"], false);
        assert_eq!(json["details"]["field"], "apiKey");
        assert!(json.get("statusCode").is_none());
    }
}
