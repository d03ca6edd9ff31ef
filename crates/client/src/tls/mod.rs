//! How a connection is encrypted, and which certificates are trusted.

pub mod pem;
pub(crate) mod roots;
mod verifier;

use std::sync::{Arc, OnceLock};

use rustls::crypto::ring;
use rustls::{ClientConfig, Error};

use self::verifier::Verifier;

/// TLS 1.2 and 1.3, with HTTP/2 or HTTP/1.1 by ALPN, and [`Verifier`]. All connections of a process
/// share its roots and its session cache.
///
/// # Errors
/// None with the built-in provider.
pub(crate) fn client_config() -> Result<ClientConfig, Error> {
    static CONFIG: OnceLock<ClientConfig> = OnceLock::new();
    if let Some(config) = CONFIG.get() {
        return Ok(config.clone());
    }
    let config = new_config()?;
    Ok(CONFIG.get_or_init(|| config).clone())
}

fn new_config() -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Verifier::new(provider)))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
