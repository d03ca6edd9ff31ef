//! Why an exchange failed, in sentences that say what a person can do.
//!
//! The sentences are ours. What libraries print may hold addresses, headers or debug output.

use std::io;

use rustls::Error as TlsError;

use super::proxy::{ProxyError, proxy_error};
use super::resource_limit::ResourceLimit;
use super::source::find_source;
use super::tls;
use crate::base_url::BaseUrl;
use crate::proxy::{Proxies, Route, route};

/// What went wrong, for people.
pub(super) struct Explanation {
    /// What happened, and what to check.
    pub(super) message: String,
    /// The same in a few technical words.
    pub(super) cause: String,
}

impl Explanation {
    pub(super) fn of(error: &reqwest::Error, base_url: &BaseUrl) -> Self {
        let host = base_url.host();
        if let Some(limit) = ResourceLimit::of(error) {
            let (message, cause) = limit.describe(host);
            return Self { message, cause: cause.to_owned() };
        }
        if let Some(proxy) = proxy_error(error) {
            return Self::proxy(proxy, Proxies::of_process().variable_for_https(), error, host);
        }
        // Plain text needs no tunnel, so the connection that failed is the one to the proxy.
        if error.is_connect()
            && !base_url.is_secure()
            && let Ok(Route::Via(proxy)) = route(base_url)
        {
            return Self::proxy(ProxyError::Unreachable, proxy.variable(), error, host);
        }
        if !error.is_connect() {
            return Self {
                message: format!(
                    "The connection to {host} failed before the response was complete."
                ),
                cause: http_cause(error),
            };
        }
        if let Some(tls) = find_source::<TlsError>(error) {
            return Self::tls(tls, host);
        }
        if error.is_dns() {
            return Self {
                message: format!(
                    "{host} could not be found in the DNS. Check baseUrl and the network of this machine."
                ),
                cause: "the name lookup failed".to_owned(),
            };
        }
        if error.is_timeout() {
            return Self {
                message: format!(
                    "{host} did not accept the connection in time. Check baseUrl, the network, the firewall, and the proxy if there is one."
                ),
                cause: "connecting took too long".to_owned(),
            };
        }
        let io = find_source::<io::Error>(error).map(io::Error::kind);
        Self {
            message: match io {
                Some(io::ErrorKind::ConnectionRefused) => format!(
                    "{host} refused the connection. Check baseUrl, and whether the service runs there."
                ),
                _ => format!(
                    "The connection to {host} could not be made. Check baseUrl, the network and the firewall."
                ),
            },
            cause: io_cause(io).to_owned(),
        }
    }

    fn proxy(failure: ProxyError, variable: &str, error: &reqwest::Error, host: &str) -> Self {
        let (message, cause) = match failure {
            ProxyError::Unreachable => (
                format!(
                    "The proxy could not be reached. Check {variable} and the network of this machine."
                ),
                if error.is_dns() {
                    "the name lookup of the proxy failed"
                } else if let Some(tls) = find_source::<TlsError>(error) {
                    tls::describe(tls).1
                } else {
                    io_cause(find_source::<io::Error>(error).map(io::Error::kind))
                },
            ),
            ProxyError::Credentials => (
                format!(
                    "The proxy requires valid credentials. Check the user name and the password in {variable}."
                ),
                "the proxy responded with status 407",
            ),
            ProxyError::Refusal => (
                format!(
                    "The proxy did not open a connection to {host}. Check the rules of the proxy, or add the host to NO_PROXY to connect without the proxy."
                ),
                "the proxy refused the connection",
            ),
        };
        Self { message, cause: cause.to_owned() }
    }

    fn tls(error: &TlsError, host: &str) -> Self {
        let (advice, cause) = tls::describe(error);
        Self {
            message: format!("The secure connection to {host} could not be made. {advice}"),
            cause: cause.to_owned(),
        }
    }
}

/// Why an established connection failed.
fn http_cause(error: &reqwest::Error) -> String {
    let http = find_source::<hyper::Error>(error);
    let cause = if find_source::<TlsError>(error).is_some() {
        "the TLS connection failed"
    } else if http.is_some_and(hyper::Error::is_incomplete_message) {
        "the other side closed the connection"
    } else if http.is_some_and(hyper::Error::is_parse) {
        "the response is not valid HTTP"
    } else if http.is_some_and(hyper::Error::is_timeout) {
        "the other side no longer responds"
    } else if let Some(http2) = find_source::<h2::Error>(error)
        && !http2.is_io()
    {
        return format!(
            "HTTP/2 {} with {}",
            if http2.is_remote() { "was ended by the other side" } else { "failed" },
            http2.reason().map_or_else(|| "no reason".to_owned(), reason_name)
        );
    } else {
        io_cause(find_source::<io::Error>(error).map(io::Error::kind))
    };
    cause.to_owned()
}

/// `RST_STREAM` codes as RFC 9113 names them.
fn reason_name(reason: h2::Reason) -> String {
    match reason {
        h2::Reason::NO_ERROR => "NO_ERROR",
        h2::Reason::PROTOCOL_ERROR => "PROTOCOL_ERROR",
        h2::Reason::INTERNAL_ERROR => "INTERNAL_ERROR",
        h2::Reason::FLOW_CONTROL_ERROR => "FLOW_CONTROL_ERROR",
        h2::Reason::REFUSED_STREAM => "REFUSED_STREAM",
        h2::Reason::CANCEL => "CANCEL",
        h2::Reason::ENHANCE_YOUR_CALM => "ENHANCE_YOUR_CALM",
        h2::Reason::HTTP_1_1_REQUIRED => "HTTP_1_1_REQUIRED",
        other => return format!("code {}", u32::from(other)),
    }
    .to_owned()
}

fn io_cause(kind: Option<io::ErrorKind>) -> &'static str {
    match kind {
        Some(io::ErrorKind::ConnectionRefused) => "the connection was refused",
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe) => {
            "the other side reset the connection"
        }
        Some(io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionAborted) => {
            "the other side closed the connection"
        }
        Some(io::ErrorKind::TimedOut) => "the connection timed out",
        Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable) => {
            "there is no route to the host"
        }
        _ => "the connection failed",
    }
}
