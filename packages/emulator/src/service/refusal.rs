//! Why a call was refused.

use baxverify_wire::ErrorCode;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: ErrorCode,
    /// When it makes sense to try again, for refusals that pass by themselves.
    pub(crate) retry_after_seconds: Option<u64>,
}

impl From<ErrorCode> for Refusal {
    fn from(code: ErrorCode) -> Self {
        Self { code, retry_after_seconds: None }
    }
}
