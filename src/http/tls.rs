//! Whom to trust, and how, when a connection is encrypted.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use crate::error::{CallError, Code, Outcome};

/// TLS 1.2 and 1.3, HTTP/2 or HTTP/1.1 by ALPN, and the system's root certificates with those of
/// `NODE_EXTRA_CA_CERTS`. `SSL_CERT_FILE` and `SSL_CERT_DIR` replace the system's.
///
/// # Errors
/// `BAXVERIFY_NETWORK_ERROR` where `SSL_CERT_FILE` or `SSL_CERT_DIR` is set and yields nothing: to
/// trust other roots than those asked for would be a wrong guess.
pub fn client_config() -> Result<ClientConfig, CallError> {
    let mut roots = system_roots()?;
    for certificate in extra_roots() {
        // Node too goes on without a certificate that it cannot read.
        let _ = roots.add(certificate);
    }
    with_roots(roots)
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

fn system_roots() -> Result<RootCertStore, CallError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        for variable in ["SSL_CERT_FILE", "SSL_CERT_DIR"] {
            if std::env::var_os(variable).is_some_and(|path| !path.is_empty()) {
                return Err(unusable(&format!(
                    "{variable} is set, but no root certificate could be read from there."
                )));
            }
        }
        // Slim images come without a certificate store.
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    Ok(roots)
}

fn extra_roots() -> Vec<CertificateDer<'static>> {
    let Some(path) = std::env::var_os("NODE_EXTRA_CA_CERTS") else { return Vec::new() };
    CertificateDer::pem_file_iter(Path::new(&path))
        .map(|certificates| certificates.filter_map(Result::ok).collect())
        .unwrap_or_default()
}

fn unusable(message: &str) -> CallError {
    CallError { retryable: false, ..CallError::new(Code::Network, Outcome::NotSent, message) }
}
