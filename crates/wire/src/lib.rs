//! What travels between a `BaxVerify` client and the service: routes, headers, bodies and errors.
//!
//! The SDK and the emulator both build on this crate, so neither can drift from the other. It holds
//! shapes only: no HTTP, no Node, no state.

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
