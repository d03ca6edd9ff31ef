//! Why an exchange failed, in words that say what a person can do about it.
//!
//! Sentences are our own: what libraries print may hold addresses, headers or debug output.

mod chain;
mod shortage;

use std::error::Error as StdError;
use std::io;

use rustls::{AlertDescription, CertificateError, Error as TlsError};

pub use self::chain::find;
use self::shortage::Shortage;
use super::proxy::{Proxies, Route, route};
use super::roots::{NoExtraRoots, NoRoots};
use crate::base_url::BaseUrl;

/// What went wrong, for people.
pub struct Reason {
    /// Sentences: what happened, and what to check.
    pub message: String,
    /// The same in a few words, for those who know networks.
    pub cause: String,
}

impl Reason {
    #[must_use]
    pub fn of(error: &reqwest::Error, base_url: &BaseUrl) -> Self {
        let host = base_url.host();
        if let Some(shortage) = Shortage::of(error) {
            return shortage.reason(host);
        }
        if let Some(proxy) = proxy_failure(error) {
            return Self::proxy(proxy, Proxies::of_process().variable_for_https(), error, host);
        }
        // Plain text takes no tunnel: the connection that was not made is the one to the proxy.
        if error.is_connect()
            && !base_url.is_secure()
            && let Ok(Route::Via(proxy)) = route(base_url)
        {
            return Self::proxy(ProxyFailure::Unreachable, proxy.variable(), error, host);
        }
        if !error.is_connect() {
            return Self {
                message: format!("The connection to {host} failed before the answer was complete."),
                cause: http_words(error),
            };
        }
        if let Some(tls) = find::<TlsError>(error) {
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
                    "{host} did not take the connection in time. Check baseUrl, the network, the firewall and the proxy, if there is one."
                ),
                cause: "connecting took too long".to_owned(),
            };
        }
        let io = find::<io::Error>(error).map(io::Error::kind);
        Self {
            message: match io {
                Some(io::ErrorKind::ConnectionRefused) => format!(
                    "{host} refused the connection. Check baseUrl, and whether the service runs there."
                ),
                _ => format!(
                    "No connection to {host} could be made. Check baseUrl, the network and the firewall."
                ),
            },
            cause: io_words(io).to_owned(),
        }
    }

    fn proxy(failure: ProxyFailure, variable: &str, error: &reqwest::Error, host: &str) -> Self {
        let (message, cause) = match failure {
            ProxyFailure::Unreachable => (
                format!(
                    "The proxy could not be reached. Check {variable} and the network of this machine."
                ),
                if error.is_dns() {
                    "the name lookup of the proxy failed"
                } else if let Some(tls) = find::<TlsError>(error) {
                    tls_words(tls).1
                } else {
                    io_words(find::<io::Error>(error).map(io::Error::kind))
                },
            ),
            ProxyFailure::Credentials => (
                format!(
                    "The proxy asks for other credentials. Check user name and password in {variable}."
                ),
                "the proxy answered 407",
            ),
            ProxyFailure::Refusal => (
                format!(
                    "The proxy did not open a connection to {host}. Check its rules, or name the host in NO_PROXY to go without it."
                ),
                "the proxy refused",
            ),
        };
        Self { message, cause: cause.to_owned() }
    }

    fn tls(error: &TlsError, host: &str) -> Self {
        let (advice, cause) = tls_words(error);
        Self {
            message: format!("No secure connection to {host} could be made. {advice}"),
            cause: cause.to_owned(),
        }
    }
}

/// What a proxy did instead of opening a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ProxyFailure {
    Unreachable,
    Credentials,
    Refusal,
}

/// Proxy failures have no public type to ask for; their text is read, never shown.
fn proxy_failure(error: &(dyn StdError + 'static)) -> Option<ProxyFailure> {
    let mut next = error.source();
    while let Some(error) = next {
        if let Some(what) = error.to_string().strip_prefix("tunnel error: ") {
            return Some(match what {
                "failed to create underlying connection" => ProxyFailure::Unreachable,
                "proxy authorization required" => ProxyFailure::Credentials,
                _ => ProxyFailure::Refusal,
            });
        }
        next = error.source();
    }
    None
}

/// The want of roots by which no certificate could be judged, if it was that.
pub fn no_roots<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a NoRoots> {
    match find::<TlsError>(error) {
        Some(TlsError::Other(other)) => other.0.downcast_ref(),
        _ => None,
    }
}

/// Advice on a failed handshake, and its cause.
fn tls_words(error: &TlsError) -> (&'static str, &'static str) {
    match error {
        TlsError::InvalidCertificate(reason) => match reason {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => (
                "Its certificate has expired, or this machine's clock is wrong.",
                "the certificate has expired",
            ),
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => (
                "Its certificate is not valid yet, or this machine's clock is wrong.",
                "the certificate is not valid yet",
            ),
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                (
                    "Its certificate was issued for another name. Check baseUrl.",
                    "the certificate is for another name",
                )
            }
            CertificateError::UnknownIssuer => (
                "Its certificate comes from an issuer that this machine does not trust. If the issuer is your own, name its root certificate in NODE_EXTRA_CA_CERTS.",
                "the certificate's issuer is unknown",
            ),
            CertificateError::Other(other) if other.0.is::<NoExtraRoots>() => (
                "Its certificate comes from an issuer that this machine does not trust. NODE_EXTRA_CA_CERTS is set, but no certificate could be read from there.",
                "the certificate's issuer is unknown",
            ),
            // What the library below says; it has no variant for it.
            CertificateError::Other(other) if other.0.to_string() == "CaUsedAsEndEntity" => (
                "Its certificate is an authority's, as self-signed ones often are, and not a server's. Issue one for the server, and name its root certificate in NODE_EXTRA_CA_CERTS.",
                "the certificate is an authority's",
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
            "It offers no TLS version or cipher that this client accepts; it must offer TLS 1.2 or later.",
            "no common TLS version or cipher",
        ),
        TlsError::AlertReceived(_) => {
            ("The other side ended the TLS handshake.", "the other side sent a TLS alert")
        }
        _ => ("The TLS handshake failed.", "the TLS handshake failed"),
    }
}

/// Why an established connection was of no use.
fn http_words(error: &reqwest::Error) -> String {
    let http = find::<hyper::Error>(error);
    let words = if find::<TlsError>(error).is_some() {
        "the encryption of the connection broke"
    } else if http.is_some_and(hyper::Error::is_incomplete_message) {
        "the other side closed the connection"
    } else if http.is_some_and(hyper::Error::is_parse) {
        "the answer is not valid HTTP"
    } else if http.is_some_and(hyper::Error::is_timeout) {
        "the other side no longer answers"
    } else if let Some(http2) = find::<h2::Error>(error)
        && !http2.is_io()
    {
        return format!(
            "HTTP/2 {} with {}",
            if http2.is_remote() { "was ended by the other side" } else { "failed" },
            http2.reason().map_or_else(|| "no reason".to_owned(), reason_name)
        );
    } else {
        io_words(find::<io::Error>(error).map(io::Error::kind))
    };
    words.to_owned()
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

fn io_words(kind: Option<io::ErrorKind>) -> &'static str {
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
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;

    /// An error that says something and has a cause.
    #[derive(Debug)]
    struct Outer(&'static str, Option<Box<dyn StdError + Send + Sync>>);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl StdError for Outer {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            self.1.as_deref().map(|error| error as _)
        }
    }

    fn outer(text: &'static str, cause: impl StdError + Send + Sync + 'static) -> Outer {
        Outer(text, Some(Box::new(cause)))
    }

    #[test]
    fn missing_extra_roots_are_named() {
        let other = rustls::OtherError(std::sync::Arc::new(NoExtraRoots));
        let tls = TlsError::InvalidCertificate(CertificateError::Other(other));
        let (advice, cause) = tls_words(&tls);
        assert!(advice.ends_with(&NoExtraRoots.to_string()), "{advice}");
        assert_eq!(cause, "the certificate's issuer is unknown");
    }

    #[test]
    fn proxy_failures_are_known_by_their_text() {
        let failure = |text| proxy_failure(&outer("client error", Outer(text, None)));
        assert_eq!(
            failure("tunnel error: failed to create underlying connection"),
            Some(ProxyFailure::Unreachable)
        );
        assert_eq!(
            failure("tunnel error: proxy authorization required"),
            Some(ProxyFailure::Credentials)
        );
        assert_eq!(failure("tunnel error: unsuccessful"), Some(ProxyFailure::Refusal));
        assert_eq!(failure("certificate not valid for name proxy.example"), None);
    }

    #[test]
    fn certificates_fail_for_reasons_that_read_differently() {
        let words = [
            CertificateError::Expired,
            CertificateError::NotValidYet,
            CertificateError::NotValidForName,
            CertificateError::UnknownIssuer,
            CertificateError::Revoked,
            CertificateError::BadSignature,
        ]
        .map(|reason| tls_words(&TlsError::InvalidCertificate(reason)));
        for (at, (advice, cause)) in words.iter().enumerate() {
            assert!(advice.ends_with('.'), "{advice}");
            assert!(words[..at].iter().all(|(a, c)| a != advice && c != cause), "{cause}");
        }
    }
}
