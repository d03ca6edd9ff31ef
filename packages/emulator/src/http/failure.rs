//! Failed calls and the envelope that they are answered with.

use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use baxverify_wire::{ErrorBody, ErrorCode, ErrorDetails, ErrorEnvelope};

use super::links;
use crate::{
    clock::{Millis, iso},
    service::Refusal,
};

/// Why a call failed.
#[derive(Debug)]
pub(super) enum Failure {
    Refused(Refusal),
    /// What the service's documentation says nothing about.
    Other(Other, String),
}

/// Cases beyond the documented codes: their names and statuses are an assumption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Other {
    BadRequest,
    NotFound,
    MethodNotAllowed,
    BodyTooLarge,
    ControlForbidden,
    ControlNotFound,
}

impl Other {
    const fn code(self) -> &'static str {
        match self {
            Self::BadRequest => "BAXVERIFY_BAD_REQUEST",
            Self::NotFound => "BAXVERIFY_NOT_FOUND",
            Self::MethodNotAllowed => "BAXVERIFY_METHOD_NOT_ALLOWED",
            Self::BodyTooLarge => "BAXVERIFY_BODY_TOO_LARGE",
            Self::ControlForbidden => "EMULATOR_FORBIDDEN",
            Self::ControlNotFound => "EMULATOR_NOT_FOUND",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::NotFound | Self::ControlNotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::ControlForbidden => StatusCode::FORBIDDEN,
        }
    }
}

impl Failure {
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::Other(Other::BadRequest, message.into())
    }

    /// The answer to a request for `path`, made with `project_id` in its header.
    pub(super) fn respond(self, path: &str, project_id: Option<&str>, now: Millis) -> Response {
        let (status, code, message, help_url, retry_after) = match self {
            Self::Refused(Refusal { code, retry_after_seconds }) => (
                StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
                code.as_str(),
                code.message().to_owned(),
                project_id.and_then(|id| links::help_url(code, id)),
                retry_after_seconds,
            ),
            Self::Other(other, message) => (other.status(), other.code(), message, None, None),
        };
        let envelope = ErrorEnvelope {
            success: false,
            error: ErrorBody {
                code: code.to_owned(),
                message,
                details: ErrorDetails {
                    project_id: project_id.map(str::to_owned),
                    help_url,
                    docs_url: Some(links::docs_url(code)),
                },
            },
            timestamp: iso(now),
            path: path.to_owned(),
        };
        let retry_after: Option<(HeaderName, HeaderValue)> =
            retry_after.map(|seconds| (RETRY_AFTER, seconds.into()));
        let mut response = (status, Json(envelope)).into_response();
        response.headers_mut().extend(retry_after);
        response
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<ErrorCode> for Failure {
    fn from(code: ErrorCode) -> Self {
        Self::Refused(code.into())
    }
}
