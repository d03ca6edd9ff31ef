//! Judges the certificate of a server, and waits for the roots no sooner than that.
//!
//! Connecting, and the handshake up to the server's certificate, go on while the roots are read.

use std::sync::{Arc, OnceLock};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};

use super::roots::{self, NoRoots};

/// Leaves every check to the library's own verifier; only when it gets its roots is decided here.
#[derive(Debug)]
pub struct Verifier {
    provider: Arc<CryptoProvider>,
    at_hand: Kept,
    in_full: Kept,
}

/// With the roots that were read once. `None` where there are none, and nobody is trusted.
type Kept = OnceLock<Option<Arc<WebPkiServerVerifier>>>;

impl Verifier {
    #[must_use]
    pub fn new(provider: Arc<CryptoProvider>) -> Self {
        Self { provider, at_hand: OnceLock::new(), in_full: OnceLock::new() }
    }

    /// Asks `judge` with the roots at hand, and with all of them where those do not suffice.
    fn ask<T>(
        &self,
        judge: impl Fn(&WebPkiServerVerifier) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let judge = |verifier: Option<&WebPkiServerVerifier>| match verifier {
            Some(verifier) => judge(verifier),
            None => Err(Error::InvalidCertificate(CertificateError::UnknownIssuer)),
        };
        let refusal = match judge(self.kept(&self.at_hand, roots::at_hand)?) {
            Err(refusal) => refusal,
            trusted => return trusted,
        };
        if let Some(kept) = self.in_full.get() {
            return judge(kept.as_deref());
        }
        match roots::in_full() {
            Some(roots) => judge(self.kept(&self.in_full, || roots)?),
            None => Err(refusal),
        }
    }

    /// Roots that cannot be read are looked for anew with the next connection.
    fn kept<'kept>(
        &self,
        kept: &'kept Kept,
        read: impl FnOnce() -> Result<RootCertStore, NoRoots>,
    ) -> Result<Option<&'kept WebPkiServerVerifier>, Error> {
        if let Some(verifier) = kept.get() {
            return Ok(verifier.as_deref());
        }
        let roots = read().map_err(|none| Error::Other(OtherError(Arc::new(none))))?;
        let provider = Arc::clone(&self.provider);
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
        // Fails only without any roots.
        Ok(kept.get_or_init(|| verifier.build().ok()).as_deref())
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.ask(|verifier| {
            verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
