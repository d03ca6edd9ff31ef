//! The wire format of the `BaxVerify` service: routes, headers, bodies and errors.
//!
//! The SDK and the emulator share this crate, so they always agree. It contains only types: no
//! HTTP, no Node, no state.

mod error;
mod request;
mod response;
mod route;

pub use error::{ErrorBody, ErrorCode, ErrorDetails, ErrorEnvelope};
pub use request::{ListLogs, SendOtp, Stats, ValidateToken, VerifyOtp};
pub use response::{
    LogEntry, LogPage, LogStatus, OtpSent, OtpVerified, ProofClaims, StatsReport, TokenValidation,
};
pub use route::{DEFAULT_BASE_URL, PROJECT_HEADER, Route, Verb};
