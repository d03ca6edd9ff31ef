//! Errors of TLS handshakes.

use std::error::Error as StdError;

use rustls::{AlertDescription, CertificateError, Error as TlsError};

use super::source::find_source;
use crate::tls::roots::{NoExtraRoots, NoRoots};

/// The error that says that there are no roots to check a certificate with, if it is that.
pub(super) fn no_roots<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a NoRoots> {
    match find_source::<TlsError>(error) {
        Some(TlsError::Other(other)) => other.0.downcast_ref(),
        _ => None,
    }
}

/// What to check after a failed handshake, and the cause in a few words.
pub(super) fn describe(error: &TlsError) -> (&'static str, &'static str) {
    match error {
        TlsError::InvalidCertificate(reason) => match reason {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => (
                "The server's certificate has expired, or this machine's clock is wrong.",
                "the certificate has expired",
            ),
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => (
                "The server's certificate is not valid yet, or this machine's clock is wrong.",
                "the certificate is not valid yet",
            ),
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                (
                    "The server's certificate was issued for another name. Check baseUrl.",
                    "the certificate is for another name",
                )
            }
            CertificateError::UnknownIssuer => (
                "The server's certificate comes from an issuer that this machine does not trust. If the issuer is your own, set NODE_EXTRA_CA_CERTS to the path of its root certificate.",
                "the certificate's issuer is unknown",
            ),
            CertificateError::Other(other) if other.0.is::<NoExtraRoots>() => (
                "The server's certificate comes from an issuer that this machine does not trust. NODE_EXTRA_CA_CERTS is set, but no certificate could be read from there.",
                "the certificate's issuer is unknown",
            ),
            // What the library below says; it has no variant for it.
            CertificateError::Other(other) if other.0.to_string() == "CaUsedAsEndEntity" => (
                "The server's certificate is a CA certificate, as self-signed certificates often are. Issue a server certificate, and set NODE_EXTRA_CA_CERTS to the path of its root certificate.",
                "the certificate is a CA certificate",
            ),
            CertificateError::Revoked => {
                ("The server's certificate was revoked.", "the certificate was revoked")
            }
            _ => (
                "The server's certificate cannot be accepted.",
                "the certificate is not acceptable",
            ),
        },
        TlsError::InvalidMessage(_) => (
            "The server does not speak TLS. Check the scheme and the port of baseUrl.",
            "the response is not TLS",
        ),
        TlsError::AlertReceived(AlertDescription::ProtocolVersion)
        | TlsError::PeerIncompatible(_) => (
            "The server offers no TLS version or cipher that this client accepts. It must offer TLS 1.2 or later.",
            "no common TLS version or cipher",
        ),
        TlsError::AlertReceived(_) => {
            ("The other side ended the TLS handshake.", "the other side sent a TLS alert")
        }
        _ => ("The TLS handshake failed.", "the TLS handshake failed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_extra_roots_are_named() {
        let other = rustls::OtherError(std::sync::Arc::new(NoExtraRoots));
        let tls = TlsError::InvalidCertificate(CertificateError::Other(other));
        let (advice, cause) = describe(&tls);
        assert!(advice.ends_with(&NoExtraRoots.to_string()), "{advice}");
        assert_eq!(cause, "the certificate's issuer is unknown");
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
        .map(|reason| describe(&TlsError::InvalidCertificate(reason)));
        for (at, (advice, cause)) in words.iter().enumerate() {
            assert!(advice.ends_with('.'), "{advice}");
            assert!(words[..at].iter().all(|(a, c)| a != advice && c != cause), "{cause}");
        }
    }
}
