//! What the service answers. Dates are ISO 8601 strings in UTC.
//!
//! The SDK hands bodies on as they came, unknown fields included; these shapes are what the emulator
//! writes and what the public types describe.

use serde::{Deserialize, Serialize};

/// Answer of [`Route::Send`](crate::Route::Send). Only `expires_in_seconds` is documented.
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

/// Answer of [`Route::Verify`](crate::Route::Verify).
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
    /// Makes every proof distinct, so that each can be spent by itself.
    pub jti: String,
    /// Seconds since the Unix epoch.
    pub iat: u64,
    /// Seconds since the Unix epoch.
    pub exp: u64,
}

/// Answer of [`Route::ValidateToken`](crate::Route::ValidateToken).
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

/// Answer of [`Route::Stats`](crate::Route::Stats): counts over the last `days` days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatsReport {
    pub sent: u64,
    pub verified: u64,
    pub failed: u64,
    pub days: u32,
}

/// How a message of the delivery log ended, so far.
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

/// Answer of [`Route::Logs`](crate::Route::Logs), newest message first.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogPage {
    pub items: Vec<LogEntry>,
    /// How many messages match, over all pages.
    pub total: u64,
    pub page: u32,
    pub limit: u32,
}
