//! Whom to trust, and how, when a connection is encrypted.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};

use super::roots::roots;
use crate::error::{CallError, Code, Outcome};

/// TLS 1.2 and 1.3, HTTP/2 or HTTP/1.1 by ALPN, and the roots of [`roots`].
///
/// # Errors
/// As [`roots`].
pub fn client_config() -> Result<ClientConfig, CallError> {
    with_roots(roots()?)
}

/// For connections that are not encrypted; with it every handshake fails.
///
/// # Errors
/// None with the provider built in.
pub fn no_trust() -> Result<ClientConfig, CallError> {
    with_roots(RootCertStore::empty())
}

fn with_roots(roots: RootCertStore) -> Result<ClientConfig, CallError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| unusable("TLS could not be set up."))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// For a machine on which no encrypted connection can be set up.
#[must_use]
pub fn unusable(message: &str) -> CallError {
    CallError { retryable: false, ..CallError::new(Code::Network, Outcome::NotSent, message) }
}
