//! Errors of requests, and the envelope that carries them.

use axum::Json;
use axum::http::header::RETRY_AFTER;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use baxverify_wire::{ErrorBody, ErrorCode, ErrorDetails, ErrorEnvelope};

use super::recording::Refusal;
use super::{error_links, headers};
use crate::clock::{Millis, iso};
use crate::quote::quoted;
use crate::service::{ControlError, Service, ServiceError};

#[derive(Debug)]
pub enum ApiError {
    Service(ServiceError),
    /// An error that the documentation of the service does not mention, with its message.
    Undocumented(UndocumentedError, String),
}

/// The names and statuses are assumptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndocumentedError {
    BadRequest,
    NotFound,
    MethodNotAllowed,
    BodyTooLarge,
    RequestTimeout,
    ControlForbidden,
    ControlNotFound,
    ProjectRemoved,
    StorageFailed,
}

impl UndocumentedError {
    const fn code(self) -> &'static str {
        match self {
            Self::BadRequest => "BAXVERIFY_BAD_REQUEST",
            Self::NotFound => "BAXVERIFY_NOT_FOUND",
            Self::MethodNotAllowed => "BAXVERIFY_METHOD_NOT_ALLOWED",
            Self::BodyTooLarge => "BAXVERIFY_BODY_TOO_LARGE",
            Self::RequestTimeout => "BAXVERIFY_REQUEST_TIMEOUT",
            Self::ControlForbidden => "EMULATOR_FORBIDDEN",
            Self::ControlNotFound => "EMULATOR_NOT_FOUND",
            Self::ProjectRemoved => "EMULATOR_PROJECT_REMOVED",
            Self::StorageFailed => "EMULATOR_STORAGE_FAILED",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::NotFound | Self::ControlNotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::ControlForbidden => StatusCode::FORBIDDEN,
            Self::ProjectRemoved => StatusCode::GONE,
            Self::StorageFailed => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl ApiError {
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::Undocumented(UndocumentedError::BadRequest, message.into())
    }

    pub const fn control_not_found(message: String) -> Self {
        Self::Undocumented(UndocumentedError::ControlNotFound, message)
    }

    /// Fails if the state is not in the database.
    pub fn check_storage(service: &Service) -> Result<(), Self> {
        service.storage_failure().map_or(Ok(()), |reason| {
            let message = format!("The emulator cannot write its database file: {reason}.");
            Err(Self::Undocumented(UndocumentedError::StorageFailed, message))
        })
    }

    /// Returns the response to the request with these parts.
    pub fn into_response(self, request: &Parts, now: Millis) -> Response {
        let project_id = headers::project_id(&request.headers);
        let (status, code, message, help_url, retry_after) = match self {
            Self::Service(ServiceError { code, retry_after_seconds }) => (
                StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
                code.as_str(),
                code.message().to_owned(),
                project_id.and_then(|id| error_links::help_url(code, id)),
                retry_after_seconds,
            ),
            Self::Undocumented(error, message) => {
                (error.status(), error.code(), message, None, None)
            }
        };
        let refusal = Refusal { code: code.to_owned(), message: message.clone() };
        let envelope = ErrorEnvelope {
            success: false,
            error: ErrorBody {
                code: code.to_owned(),
                message,
                details: ErrorDetails {
                    project_id: project_id.map(str::to_owned),
                    help_url,
                    docs_url: Some(error_links::docs_url(code)),
                },
            },
            timestamp: iso(now),
            path: headers::original_uri(request).path().to_owned(),
        };
        let retry_after: Option<(HeaderName, HeaderValue)> =
            retry_after.map(|seconds| (RETRY_AFTER, seconds.into()));
        let mut response = (status, Json(envelope)).into_response();
        response.headers_mut().extend(retry_after);
        response.extensions_mut().insert(refusal);
        response
    }
}

impl From<ServiceError> for ApiError {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self::Service(code.into())
    }
}

impl From<ControlError> for ApiError {
    fn from(error: ControlError) -> Self {
        match error {
            ControlError::UnknownProject(id) => {
                Self::control_not_found(format!("There is no project {}.", quoted(&id)))
            }
            ControlError::Invalid(reason) => Self::bad_request(reason),
        }
    }
}
