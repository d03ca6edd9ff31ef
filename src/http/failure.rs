//! From a failed exchange to an error that says what a person can do about it.
//!
//! Sentences are our own: what libraries print may hold addresses, headers or debug output.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use rustls::{AlertDescription, CertificateError, Error as TlsError};

use super::decode::Context;
use super::response::MAX_BODY;
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

/// The exchange failed below HTTP, or the other side does not speak it.
#[must_use]
pub fn network(
    error: &reqwest::Error,
    host: &str,
    marked: bool,
    context: &Context<'_>,
) -> CallError {
    let progress = if error.is_connect() || !marked || never_processed(error) {
        Progress::NotSent
    } else {
        Progress::MaybeSent
    };
    let reason = Reason::of(error, host);
    let doubt = match progress {
        Progress::MaybeSent if !context.idempotent => {
            " The service may have acted on the request all the same."
        }
        _ => "",
    };
    let failure = new(Code::Network, progress, format!("{}{doubt}", reason.message), context);
    reason.causes.into_iter().fold(failure, CallError::with_cause)
}

struct Reason {
    message: String,
    causes: Vec<String>,
}

impl Reason {
    fn of(error: &reqwest::Error, host: &str) -> Self {
        let tls = find::<TlsError>(error);
        let io = find::<io::Error>(error).map(io::Error::kind);
        if let Some(tls) = tls {
            return Self::tls(tls, host);
        }
        if error.is_dns() {
            return Self {
                message: format!(
                    "{host} could not be found in the DNS. Check baseUrl and the network of this machine."
                ),
                causes: vec!["the name lookup failed".to_owned()],
            };
        }
        if mentions(error, "proxy") || mentions(error, "tunnel") {
            return Self {
                message: format!(
                    "The proxy did not open a connection to {host}. Check HTTPS_PROXY, its credentials and NO_PROXY."
                ),
                causes: vec!["the proxy refused or failed".to_owned()],
            };
        }
        if error.is_connect() {
            return Self {
                message: match io {
                    Some(io::ErrorKind::ConnectionRefused) => format!(
                        "{host} refused the connection. Check baseUrl, and whether the service runs there."
                    ),
                    _ => format!(
                        "No connection to {host} could be made. Check baseUrl, the network and the firewall."
                    ),
                },
                causes: vec![io_sentence(io)],
            };
        }
        let hyper_says = describe_http(error);
        Self {
            message: format!("The connection to {host} failed before the answer was complete."),
            causes: vec![hyper_says.map_or_else(|| io_sentence(io), str::to_owned)],
        }
    }

    fn tls(error: &TlsError, host: &str) -> Self {
        let (advice, cause) = match error {
            TlsError::InvalidCertificate(reason) => match reason {
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => (
                    "Its certificate has expired, or this machine's clock is wrong.",
                    "the certificate has expired",
                ),
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => (
                    "Its certificate is not valid yet, or this machine's clock is wrong.",
                    "the certificate is not valid yet",
                ),
                CertificateError::NotValidForName
                | CertificateError::NotValidForNameContext { .. } => (
                    "Its certificate was issued for another name. Check baseUrl.",
                    "the certificate is for another name",
                ),
                CertificateError::UnknownIssuer => (
                    "Its certificate comes from an issuer that this machine does not trust. If the issuer is your own, name its root certificate in NODE_EXTRA_CA_CERTS.",
                    "the certificate's issuer is unknown",
                ),
                CertificateError::Revoked => {
                    ("Its certificate was revoked.", "the certificate was revoked")
                }
                _ => ("Its certificate cannot be accepted.", "the certificate is not acceptable"),
            },
            TlsError::InvalidMessage(_) => (
                "What answers there does not speak TLS. Check scheme and port of baseUrl.",
                "the answer is not TLS",
            ),
            TlsError::AlertReceived(AlertDescription::ProtocolVersion)
            | TlsError::PeerIncompatible(_) => (
                "It offers no TLS version or cipher that this client accepts (TLS 1.2 or later).",
                "no common TLS version or cipher",
            ),
            TlsError::AlertReceived(_) => {
                ("The other side ended the TLS handshake.", "the other side sent a TLS alert")
            }
            _ => ("The TLS handshake failed.", "the TLS handshake failed"),
        };
        Self {
            message: format!("No secure connection to {host} could be made. {advice}"),
            causes: vec![cause.to_owned()],
        }
    }
}

/// Whether the protocol itself says that the request was not processed: HTTP/2's refusal of a stream,
/// or its goodbye naming an earlier stream as the last.
fn never_processed(error: &reqwest::Error) -> bool {
    find::<h2::Error>(error).is_some_and(|error| {
        error.is_remote()
            && (error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM)
                || error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR))
    })
}

fn describe_http(error: &reqwest::Error) -> Option<&'static str> {
    let error = find::<hyper::Error>(error)?;
    Some(if error.is_incomplete_message() {
        "the other side closed the connection"
    } else if error.is_parse() {
        "the answer is not valid HTTP"
    } else {
        return None;
    })
}

fn io_sentence(kind: Option<io::ErrorKind>) -> String {
    match kind {
        Some(io::ErrorKind::ConnectionRefused) => "the connection was refused",
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe) => {
            "the other side reset the connection"
        }
        Some(io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionAborted) => {
            "the other side closed the connection"
        }
        Some(io::ErrorKind::TimedOut) => "the network gave up waiting",
        Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable) => {
            "there is no route to the host"
        }
        _ => "the connection failed",
    }
    .to_owned()
}

/// The first error of type `T` in the chain. An `io::Error` hides what it wraps from `source`.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match inner {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

/// Proxy failures have no public type to ask for; their text is read, never shown.
fn mentions(error: &reqwest::Error, word: &str) -> bool {
    let mut next = error.source();
    while let Some(error) = next {
        if error.to_string().contains(word) {
            return true;
        }
        next = error.source();
    }
    false
}
