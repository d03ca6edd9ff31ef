//! Requests: JSON bodies of the POST routes, query strings of the GET routes.

use serde::{Deserialize, Serialize};

/// Body of [`Route::Send`](crate::Route::Send).
#[derive(Clone, Serialize, Deserialize)]
pub struct SendOtp {
    /// The destination in E.164 form, such as `+4366412345678`.
    pub phone: String,
    /// The purpose of the code. `LOGIN` is the only documented value. The service may accept
    /// others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
}

/// Body of [`Route::Verify`](crate::Route::Verify).
#[derive(Clone, Serialize, Deserialize)]
pub struct VerifyOtp {
    pub phone: String,
    pub code: String,
}

/// Body of [`Route::ValidateToken`](crate::Route::ValidateToken).
#[derive(Clone, Serialize, Deserialize)]
pub struct ValidateToken {
    pub token: String,
    /// Whether this validation consumes the proof. An absent value means `true`.
    #[serde(default = "consume_by_default")]
    pub consume: bool,
}

const fn consume_by_default() -> bool {
    true
}

/// Query of [`Route::Stats`](crate::Route::Stats).
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Stats {
    /// How many days back to count, today included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// Query of [`Route::Logs`](crate::Route::Logs).
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ListLogs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// A name of [`LogStatus`](crate::LogStatus). It is a string, so that a client can also use a
    /// status that the service adds later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Items per page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}
