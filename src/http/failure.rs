//! From a failed exchange to an error that says what became of the request.

use std::time::Duration;

use super::decode::Context;
use super::reason::{Reason, find, no_roots};
use super::response::MAX_BODY;
use crate::base_url::BaseUrl;
use crate::error::{CallError, Code, Outcome};

/// How far the request got before it failed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// No complete request can have left.
    NotSent,
    /// It may have arrived.
    MaybeSent,
}

impl Progress {
    #[must_use]
    pub const fn of(maybe_sent: bool) -> Self {
        if maybe_sent { Self::MaybeSent } else { Self::NotSent }
    }

    const fn outcome(self) -> Outcome {
        match self {
            Self::NotSent => Outcome::NotSent,
            Self::MaybeSent => Outcome::Unknown,
        }
    }
}

fn new(code: Code, progress: Progress, message: String, context: &Context<'_>) -> CallError {
    CallError {
        path: Some(context.path.to_owned()),
        retryable: progress == Progress::NotSent || context.idempotent,
        ..CallError::new(code, progress.outcome(), message)
    }
}

/// The deadline passed.
#[must_use]
pub fn timeout(limit: Duration, progress: Progress, context: &Context<'_>) -> CallError {
    let reached = match progress {
        Progress::NotSent => "The request had not been sent yet.",
        Progress::MaybeSent if context.idempotent => "It may be repeated.",
        Progress::MaybeSent => "The service may have acted on it all the same.",
    };
    new(
        Code::Timeout,
        progress,
        format!("No answer to {} within {} ms. {reached}", context.path, limit.as_millis()),
        context,
    )
}

/// The body was larger than any answer of the service.
#[must_use]
pub fn too_large(status: u16, context: &Context<'_>) -> CallError {
    CallError {
        status_code: Some(status),
        retryable: false,
        ..new(
            Code::InvalidResponse,
            Progress::MaybeSent,
            format!(
                "The answer to {} cannot be used: it is larger than {} MiB.",
                context.path,
                MAX_BODY / (1024 * 1024)
            ),
            context,
        )
    }
}

/// How far a request got that ended with `error` before any answer. `withdrawn` tells that its body
/// was kept from being written.
///
/// Once an answer has begun, the request was worked on, whatever the protocol says later.
#[must_use]
pub fn progress(error: &reqwest::Error, withdrawn: bool) -> Progress {
    Progress::of(!(error.is_connect() || withdrawn || never_processed(error)))
}

/// The exchange failed below HTTP, or the other side does not speak it.
#[must_use]
pub fn network(
    error: &reqwest::Error,
    base_url: &BaseUrl,
    progress: Progress,
    context: &Context<'_>,
) -> CallError {
    if let Some(no_roots) = no_roots(error) {
        // What is set wrong stays so until a person changes it.
        let error = new(Code::Network, progress, no_roots.to_string(), context);
        return CallError { retryable: false, ..error };
    }
    let reason = Reason::of(error, base_url);
    let doubt = match progress {
        Progress::MaybeSent if !context.idempotent => {
            " The service may have acted on the request all the same."
        }
        _ => "",
    };
    new(Code::Network, progress, format!("{}{doubt}", reason.message), context)
        .with_cause(reason.cause)
}

/// Whether the protocol itself says that the request was not processed: HTTP/2's refusal of a stream,
/// or its goodbye.
///
/// A goodbye may come with any reason. It ends only those streams that were begun after the last one
/// it names, and those were not processed (RFC 9113, section 6.8); earlier ones go on, and fail with
/// the connection if they fail.
fn never_processed(error: &reqwest::Error) -> bool {
    find::<h2::Error>(error).is_some_and(|error| {
        error.is_remote()
            && (error.is_go_away()
                || error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM))
    })
}
