//! Errors of a response that has arrived and cannot be used.

use super::call_error::{CallError, Code, Outcome};
use super::context::Context;

impl CallError {
    /// A response that is not what the service sends. `reason` completes "cannot be used: …".
    pub(crate) fn invalid_response(reason: &str, context: &Context<'_>) -> Self {
        Self {
            path: Some(context.path.to_owned()),
            retryable: context.idempotent,
            ..Self::new(
                Code::InvalidResponse,
                Outcome::Unknown,
                format!("The response to {} cannot be used: {reason}.", context.path),
            )
        }
    }

    /// The body was larger than `limit` bytes, which no response of the service is.
    pub(crate) fn body_too_large(status: u16, limit: usize, context: &Context<'_>) -> Self {
        let reason = format!("it is larger than {} MiB", limit / (1024 * 1024));
        Self {
            status_code: Some(status),
            retryable: false,
            ..Self::invalid_response(&reason, context)
        }
    }

    /// A failure status without the service's error envelope: a proxy's page, or a server that is
    /// not the service.
    pub(crate) fn http_status(status: u16, context: &Context<'_>) -> Self {
        let advice = match status {
            300..=399 => {
                "It is a redirect. The client does not follow it, because the API key would be sent to another address. Set baseUrl to the final address."
            }
            401 | 403 => {
                "Check projectId and apiKey, and that baseUrl is the address of the service."
            }
            404 | 405 => "Check that baseUrl is the address of the service, including /v1.",
            407 => "A proxy requires credentials. Set them in HTTPS_PROXY.",
            429 => "Wait before the next call.",
            500.. => "The service, or a proxy in front of it, has a problem. Try again later.",
            _ => "Check that baseUrl is the address of the service.",
        };
        // 303 says that the request was carried out, and where its result is.
        let outcome =
            if status >= 500 || status == 303 { Outcome::Unknown } else { Outcome::Rejected };
        Self {
            status_code: Some(status),
            path: Some(context.path.to_owned()),
            retryable: match outcome {
                Outcome::Rejected => status == 429 || context.idempotent && is_transient(status),
                _ => context.idempotent,
            },
            ..Self::new(
                Code::Http,
                outcome,
                format!(
                    "The response to {} has status {status} and is not in the service's error format. {advice}",
                    context.path
                ),
            )
        }
    }
}

/// Whether a later attempt may get another status.
pub(crate) const fn is_transient(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}
