//! The errors of the service and of its control functions.

use baxverify_wire::ErrorCode;

/// The documented error that a call of a client ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceError {
    pub code: ErrorCode,
    /// The value of `Retry-After`, for errors that are temporary.
    pub retry_after_seconds: Option<u64>,
}

impl From<ErrorCode> for ServiceError {
    fn from(code: ErrorCode) -> Self {
        Self { code, retry_after_seconds: None }
    }
}

/// Why a control function changed nothing.
#[derive(Debug)]
pub enum ControlError {
    /// Holds the id.
    UnknownProject(String),
    /// Holds what is wrong with the values.
    Invalid(String),
}
