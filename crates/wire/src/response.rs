//! Responses of the service. Dates are ISO 8601 strings in UTC.
//!
//! The SDK returns response bodies unchanged, with unknown fields. The emulator serializes these
//! types, and the public TypeScript types describe them.

use serde::{Deserialize, Serialize};

/// Response of [`Route::Send`](crate::Route::Send). Only `expires_in_seconds` is documented.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OtpSent {
    pub expires_in_seconds: u64,
    pub request_id: String,
    pub phone: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
}

/// Response of [`Route::Verify`](crate::Route::Verify).
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OtpVerified {
    pub verified: bool,
    pub phone: String,
    /// The proof: a JWT with [`ProofClaims`].
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Lifetime of the proof in seconds.
    pub expires_in: u64,
    pub expires_at: String,
}

/// Claims of the proof JWT.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProofClaims {
    /// The verified phone number.
    pub sub: String,
    pub project_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    pub request_id: String,
    /// The unique id of the proof.
    pub jti: String,
    /// Seconds since the Unix epoch.
    pub iat: u64,
    /// Seconds since the Unix epoch.
    pub exp: u64,
}

/// Response of [`Route::ValidateToken`](crate::Route::ValidateToken).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenValidation {
    pub valid: bool,
    pub phone: String,
    pub project_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    pub request_id: String,
    pub expires_at: String,
    pub issued_at: String,
}

/// Response of [`Route::Stats`](crate::Route::Stats): counts over the last `days` days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatsReport {
    pub sent: u64,
    pub verified: u64,
    pub failed: u64,
    pub days: u32,
}

/// The status of a message in the delivery log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum LogStatus {
    Sent,
    Verified,
    Failed,
    Expired,
}

/// One message of the delivery log.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogEntry {
    pub id: String,
    pub phone: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    pub status: LogStatus,
    pub created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
}

/// Response of [`Route::Logs`](crate::Route::Logs), newest message first.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogPage {
    pub items: Vec<LogEntry>,
    /// The number of matching messages on all pages.
    pub total: u64,
    pub page: u32,
    pub limit: u32,
}
