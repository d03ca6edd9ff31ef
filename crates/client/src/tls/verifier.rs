//! Verifies the certificate of a server, and waits for the roots only then.
//!
//! The roots are read while the connection is made and the handshake proceeds to the server's
//! certificate.

use std::sync::{Arc, OnceLock};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, OtherError, SignatureScheme};

use super::roots::{self, NoExtraRoots, NoRoots, Roots};

/// The library's own verifier does every check. This type only decides when it gets its roots.
#[derive(Debug)]
pub(super) struct Verifier {
    provider: Arc<CryptoProvider>,
    primary: Cached,
    with_directories: Cached,
}

/// A verifier whose roots are read once.
type Cached = OnceLock<Trust>;

#[derive(Debug)]
struct Trust {
    /// `None` if there are no roots. Then no server is trusted.
    verifier: Option<Arc<WebPkiServerVerifier>>,
    no_extra: Option<NoExtraRoots>,
}

impl Verifier {
    #[must_use]
    pub(super) fn new(provider: Arc<CryptoProvider>) -> Self {
        Self { provider, primary: OnceLock::new(), with_directories: OnceLock::new() }
    }

    /// Verifies with the primary roots, and if those refuse, with all roots.
    fn verify(&self, presented: &Presented<'_>) -> Result<ServerCertVerified, Error> {
        let refusal = match presented.verify_with(self.cached(&self.primary, roots::primary)?) {
            Err(refusal) => refusal,
            trusted => return trusted,
        };
        if let Some(cached) = self.with_directories.get() {
            return presented.verify_with(cached);
        }
        match roots::with_directories() {
            Some(roots) => presented.verify_with(self.cached(&self.with_directories, || roots)?),
            None => Err(refusal),
        }
    }

    /// Reads the roots on first use. After an error, the next connection tries again.
    fn cached<'cached>(
        &self,
        cached: &'cached Cached,
        read: impl FnOnce() -> Result<Roots, NoRoots>,
    ) -> Result<&'cached Trust, Error> {
        if let Some(trust) = cached.get() {
            return Ok(trust);
        }
        let roots = read().map_err(|none| Error::Other(OtherError(Arc::new(none))))?;
        let provider = Arc::clone(&self.provider);
        let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots.store), provider);
        let no_extra = roots.no_extra;
        // It fails only if there are no roots.
        Ok(cached.get_or_init(|| Trust { verifier: builder.build().ok(), no_extra }))
    }
}

/// What a server presented in the handshake.
struct Presented<'a> {
    end_entity: &'a CertificateDer<'a>,
    intermediates: &'a [CertificateDer<'a>],
    server_name: &'a ServerName<'a>,
    ocsp_response: &'a [u8],
    now: UnixTime,
}

impl Presented<'_> {
    fn verify_with(&self, trust: &Trust) -> Result<ServerCertVerified, Error> {
        let unknown = Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let answer = match &trust.verifier {
            Some(verifier) => verifier.verify_server_cert(
                self.end_entity,
                self.intermediates,
                self.server_name,
                self.ocsp_response,
                self.now,
            ),
            None => Err(unknown.clone()),
        };
        match (answer, trust.no_extra) {
            (Err(refusal), Some(no_extra)) if refusal == unknown => {
                let reason = CertificateError::Other(OtherError(Arc::new(no_extra)));
                Err(Error::InvalidCertificate(reason))
            }
            (answer, _) => answer,
        }
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
        self.verify(&Presented { end_entity, intermediates, server_name, ocsp_response, now })
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

#[cfg(test)]
mod tests {
    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
    use rustls::SupportedProtocolVersion;
    use rustls::crypto::ring;
    use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
    use rustls::sign::{CertifiedKey, SingleCertAndKey};
    use rustls::version::{TLS12, TLS13};
    use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection};

    use super::*;

    /// The result of a handshake with a server that has a certificate for `localhost`, and its key
    /// or another one. The client trusts the issuer or nobody, and extra roots may be missing.
    fn handshake(
        version: &'static SupportedProtocolVersion,
        trusted: bool,
        own_key: bool,
        no_extra: Option<NoExtraRoots>,
    ) -> Result<(), Error> {
        let key = || KeyPair::generate().expect("a key");
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, key()).expect("an issuer");
        let (own, other) = (key(), key());
        let leaf = CertificateParams::new(["localhost".to_owned()])
            .and_then(|params| params.signed_by(&own, &issuer))
            .expect("a certificate");

        let provider = Arc::new(ring::default_provider());
        let held = if own_key { own } else { other }.serialize_der();
        let held = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(held));
        let held = provider.key_provider.load_private_key(held).expect("a key");
        // Unlike other constructors, this one does not check that key and certificate belong
        // together.
        let certified = CertifiedKey::new(vec![leaf.der().clone()], held);
        let server = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&[version])
            .expect("a version")
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));

        let mut roots = RootCertStore::empty();
        if trusted {
            roots.add(issuer.der().clone()).expect("a root");
        }
        let verifier = Verifier::new(Arc::clone(&provider));
        let _ = verifier.cached(&verifier.primary, || Ok(Roots { store: roots, no_extra }));
        // So the variables of this machine do not matter.
        let _ = verifier.with_directories.set(Trust { verifier: None, no_extra });
        let client = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .expect("a version")
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();

        let name = ServerName::try_from("localhost").expect("a name");
        let mut client = ClientConnection::new(Arc::new(client), name).expect("a client");
        let mut server = ServerConnection::new(Arc::new(server)).expect("a server");
        while client.is_handshaking() {
            let mut wire = Vec::new();
            client.write_tls(&mut wire).expect("memory");
            server.read_tls(&mut wire.as_slice()).expect("memory");
            server.process_new_packets()?;
            let mut wire = Vec::new();
            server.write_tls(&mut wire).expect("memory");
            client.read_tls(&mut wire.as_slice()).expect("memory");
            client.process_new_packets()?;
        }
        Ok(())
    }

    #[test]
    fn a_server_with_its_own_key_is_accepted() {
        for version in [&TLS12, &TLS13] {
            assert_eq!(handshake(version, true, true, Some(NoExtraRoots)), Ok(()));
        }
    }

    #[test]
    fn a_server_without_the_key_of_its_certificate_is_refused() {
        let refusal = Err(Error::InvalidCertificate(CertificateError::BadSignature));
        for version in [&TLS12, &TLS13] {
            assert_eq!(handshake(version, true, false, Some(NoExtraRoots)), refusal);
        }
    }

    #[test]
    fn without_roots_nobody_is_trusted() {
        let refusal = Err(Error::InvalidCertificate(CertificateError::UnknownIssuer));
        for version in [&TLS12, &TLS13] {
            assert_eq!(handshake(version, false, true, None), refusal);
        }
    }

    #[test]
    fn an_unknown_issuer_is_told_with_the_extra_roots_that_were_missed() {
        for version in [&TLS12, &TLS13] {
            let refusal = handshake(version, false, true, Some(NoExtraRoots)).expect_err("refused");
            let Error::InvalidCertificate(CertificateError::Other(reason)) = refusal else {
                panic!("{refusal}");
            };
            assert!(reason.0.is::<NoExtraRoots>());
        }
    }
}
