//! The documented errors and the error envelope.

use serde::{Deserialize, Serialize};

macro_rules! error_codes {
    ($($variant:ident, $name:literal, $status:literal, $message:literal;)+) => {
        /// The documented error codes of the service.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $($variant,)+
        }

        impl ErrorCode {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name on the wire, such as `BAXVERIFY_OTP_INVALID`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The HTTP status of the response.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }

            /// The documented message.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self { $(Self::$variant => $message,)+ }
            }
        }
    };
}

error_codes! {
    FeatureDisabled, "BAXVERIFY_FEATURE_DISABLED", 403, "BaxVerify is not enabled for this project.";
    PlanNotIncluded, "BAXVERIFY_PLAN_NOT_INCLUDED", 403, "Your plan does not include BaxVerify.";
    ApiKeyScope, "BAXVERIFY_API_KEY_SCOPE", 403, "API key lacks BaxVerify scope.";
    SenderNotConfigured, "BAXVERIFY_SENDER_NOT_CONFIGURED", 400, "No SMS sender configured.";
    InsufficientCredits, "BAXVERIFY_INSUFFICIENT_CREDITS", 400, "Insufficient credits for SMS delivery.";
    VerifyFeeCredits, "BAXVERIFY_VERIFY_FEE_CREDITS", 400, "Insufficient credits for the verification fee.";
    NoSubscription, "BAXVERIFY_NO_SUBSCRIPTION", 400, "No active subscription for this project.";
    RateLimit, "BAXVERIFY_RATE_LIMIT", 429, "Rate limit exceeded.";
    OtpExpired, "BAXVERIFY_OTP_EXPIRED", 400, "Code expired or not found.";
    OtpInvalid, "BAXVERIFY_OTP_INVALID", 400, "Invalid verification code.";
    OtpMaxAttempts, "BAXVERIFY_OTP_MAX_ATTEMPTS", 429, "Too many failed attempts.";
    InvalidPhone, "BAXVERIFY_INVALID_PHONE", 400, "Phone number is not valid.";
    SmsSendFailed, "BAXVERIFY_SMS_SEND_FAILED", 400, "Failed to send SMS.";
    TokenInvalid, "BAXVERIFY_TOKEN_INVALID", 401, "Verification token is invalid or expired.";
    TokenConsumed, "BAXVERIFY_TOKEN_CONSUMED", 401, "Verification token already used.";
    ProjectInactive, "BAXVERIFY_PROJECT_INACTIVE", 403, "Project is not active.";
    ProjectHeaderRequired, "BAXVERIFY_PROJECT_HEADER_REQUIRED", 400, "X-Project-Id header is required.";
    ApiKeyProjectMismatch, "BAXVERIFY_API_KEY_PROJECT_MISMATCH", 403, "API key does not belong to this project.";
}

impl ErrorCode {
    /// Returns the documented code with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

/// The body of every error response.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorEnvelope {
    /// Always `false`.
    pub success: bool,
    pub error: ErrorBody,
    /// When the service responded, ISO 8601.
    pub timestamp: String,
    /// The path of the request, `/v1` included.
    pub path: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorBody {
    pub code: String,
    pub message: String,
    pub details: ErrorDetails,
}

/// The documented fields. The service may omit some and add others.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorDetails {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_id: Option<String>,
    /// Where the owner of the project can fix the cause, in the dashboard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs_url: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::ErrorCode;

    #[test]
    fn there_are_eighteen_codes_with_distinct_names() {
        let mut names: Vec<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 18);
        assert!(names.iter().all(|name| name.starts_with("BAXVERIFY_")));
    }

    #[test]
    fn names_lead_back_to_their_codes() {
        for &code in ErrorCode::ALL {
            assert_eq!(ErrorCode::from_name(code.as_str()), Some(code));
        }
        assert_eq!(ErrorCode::from_name("BAXVERIFY_SOMETHING_NEW"), None);
    }
}
