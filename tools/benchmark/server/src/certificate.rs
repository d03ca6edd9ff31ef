//! A certificate authority that lives as long as a benchmark.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;

use crate::Result;

/// What a listener needs to speak TLS.
pub struct Identity {
    certificate: rcgen::Certificate,
    key: KeyPair,
    /// The root certificate that the tests give to clients.
    pub authority: PathBuf,
}

impl Identity {
    /// Makes an authority and a certificate for this machine's own names; `folder` gets the
    /// authority's half that is public.
    pub fn new(folder: &Path) -> Result<Self> {
        let mut params = CertificateParams::new(Vec::new())?;
        // OpenSSL takes a certificate for self-signed if it is named like its issuer.
        params.distinguished_name.push(DnType::CommonName, "benchmark authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;

        let names = ["127.0.0.1".to_owned(), "localhost".to_owned()];
        let key = KeyPair::generate()?;
        let certificate = CertificateParams::new(names)?.signed_by(&key, &issuer)?;

        let authority = folder.join("ca.pem");
        std::fs::write(&authority, issuer.pem())?;
        Ok(Self { certificate, key, authority })
    }

    /// A configuration that offers one protocol, so that all clients speak the same.
    pub fn server_config(&self, alpn: &str) -> Result<Arc<ServerConfig>> {
        let key = PrivateKeyDer::try_from(self.key.serialize_der())?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![self.certificate.der().clone()], key)?;
        config.alpn_protocols = vec![alpn.as_bytes().to_vec()];
        Ok(Arc::new(config))
    }
}
