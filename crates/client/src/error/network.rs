//! Errors of a request that got no complete response.

use std::time::Duration;

use super::call_error::{CallError, Code, Outcome};
use super::context::Context;
use super::explanation::Explanation;
use super::source::find_source;
use super::tls::no_roots;
use crate::base_url::BaseUrl;

impl Outcome {
    /// The outcome of a request without a response.
    pub(crate) const fn without_response(maybe_sent: bool) -> Self {
        if maybe_sent { Self::Unknown } else { Self::NotSent }
    }

    /// The outcome of a request that ended with `error` before a response began. `withdrawn` says
    /// that its body was kept from being written.
    ///
    /// Once a response has begun, the service has worked on the request. A later error of the
    /// protocol does not change that.
    pub(crate) fn of_exchange(error: &reqwest::Error, withdrawn: bool) -> Self {
        Self::without_response(!(error.is_connect() || withdrawn || never_processed(error)))
    }
}

impl CallError {
    /// The deadline passed.
    pub(crate) fn timeout(limit: Duration, outcome: Outcome, context: &Context<'_>) -> Self {
        let reached = match outcome {
            Outcome::NotSent => "The request was not sent.",
            _ if context.idempotent => "You can repeat the call.",
            _ => "The service may have acted on the request.",
        };
        let message =
            format!("No response from {} within {} ms. {reached}", context.path, limit.as_millis());
        Self::without_response(Code::Timeout, outcome, message, context)
    }

    /// The exchange failed below HTTP, or the other side does not speak it.
    pub(crate) fn network(
        error: &reqwest::Error,
        base_url: &BaseUrl,
        outcome: Outcome,
        context: &Context<'_>,
    ) -> Self {
        if let Some(no_roots) = no_roots(error) {
            // A wrong setting stays wrong until a person changes it.
            let error =
                Self::without_response(Code::Network, outcome, no_roots.to_string(), context);
            return Self { retryable: false, ..error };
        }
        let Explanation { message, cause } = Explanation::of(error, base_url);
        let doubt = if outcome == Outcome::NotSent || context.idempotent {
            ""
        } else {
            " The service may have acted on the request."
        };
        Self::without_response(Code::Network, outcome, format!("{message}{doubt}"), context)
            .with_cause(cause)
    }

    fn without_response(
        code: Code,
        outcome: Outcome,
        message: String,
        context: &Context<'_>,
    ) -> Self {
        Self {
            path: Some(context.path.to_owned()),
            retryable: outcome == Outcome::NotSent || context.idempotent,
            ..Self::new(code, outcome, message)
        }
    }
}

/// Whether the protocol itself says that the request was not processed: HTTP/2's `REFUSED_STREAM`,
/// or `GOAWAY`.
///
/// A GOAWAY may have any error code. It ends only the streams that began after the last one that it
/// names, and those were not processed (RFC 9113, section 6.8). Earlier streams go on, and fail
/// only if the connection fails.
fn never_processed(error: &reqwest::Error) -> bool {
    find_source::<h2::Error>(error).is_some_and(|error| {
        error.is_remote()
            && (error.is_go_away()
                || error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM))
    })
}
