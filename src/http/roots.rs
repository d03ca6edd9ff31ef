//! The root certificates that servers are trusted by.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::tls::unusable;
use crate::error::CallError;

/// Where Linux distributions keep all of their roots in one file. They keep each in a file of its own as
/// well; reading those hundreds again would make up most of the first call's time.
const BUNDLES: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

enum Ahead {
    NotBegun,
    Reading(JoinHandle<Result<RootCertStore, CallError>>),
    Used,
}

static AHEAD: Mutex<Ahead> = Mutex::new(Ahead::NotBegun);

/// Begins to read the roots, once a process: parsing a hundred and more takes as long as a handshake, which
/// the first call would otherwise wait for.
pub fn read_ahead() {
    let mut ahead = AHEAD.lock().unwrap_or_else(PoisonError::into_inner);
    if matches!(*ahead, Ahead::NotBegun) {
        let thread = thread::Builder::new().name("baxverify-roots".to_owned());
        // Without a thread to spare, the first connection reads them.
        *ahead = thread.spawn(read).map_or(Ahead::Used, Ahead::Reading);
    }
}

/// Those of the system with those of `NODE_EXTRA_CA_CERTS`. `SSL_CERT_FILE` and `SSL_CERT_DIR` replace the
/// system's.
///
/// # Errors
/// `BAXVERIFY_NETWORK_ERROR` where `SSL_CERT_FILE` or `SSL_CERT_DIR` is set and yields nothing: to
/// trust other roots than those asked for would be a wrong guess.
pub fn roots() -> Result<RootCertStore, CallError> {
    let ahead = {
        let mut ahead = AHEAD.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *ahead, Ahead::Used)
    };
    match ahead {
        Ahead::Reading(thread) => thread.join().unwrap_or_else(|_| read()),
        Ahead::NotBegun | Ahead::Used => read(),
    }
}

fn read() -> Result<RootCertStore, CallError> {
    let mut roots = system_roots()?;
    for certificate in extra_roots() {
        // Node too goes on without a certificate that it cannot read.
        let _ = roots.add(certificate);
    }
    Ok(roots)
}

fn system_roots() -> Result<RootCertStore, CallError> {
    let mut roots = RootCertStore::empty();
    let named = ["SSL_CERT_FILE", "SSL_CERT_DIR"]
        .into_iter()
        .find(|name| std::env::var_os(name).is_some_and(|path| !path.is_empty()));
    if named.is_none() && cfg!(target_os = "linux") {
        let bundle = BUNDLES.into_iter().map(Path::new).find(|path| path.is_file());
        let found = rustls_native_certs::load_certs_from_paths(bundle, None);
        roots.add_parsable_certificates(found.certs);
    }
    if roots.is_empty() {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    or_bundled(roots, named)
}

/// The roots that were found, or else the bundled ones, unless a variable says where to look.
fn or_bundled(
    mut roots: RootCertStore,
    variable: Option<&str>,
) -> Result<RootCertStore, CallError> {
    match variable {
        Some(name) if roots.is_empty() => Err(unusable(&format!(
            "{name} is set, but no root certificate could be read from there."
        ))),
        _ => {
            if roots.is_empty() {
                // Slim images come without a certificate store.
                roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            }
            Ok(roots)
        }
    }
}

fn extra_roots() -> Vec<CertificateDer<'static>> {
    let Some(path) = std::env::var_os("NODE_EXTRA_CA_CERTS") else { return Vec::new() };
    CertificateDer::pem_file_iter(Path::new(&path))
        .map(|certificates| certificates.filter_map(Result::ok).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Outcome;

    #[test]
    fn machines_without_roots_get_the_bundled_ones() {
        let roots = or_bundled(RootCertStore::empty(), None).expect("roots");
        assert!(roots.len() > 50, "{}", roots.len());
    }

    #[test]
    fn roots_that_were_found_stay_alone() {
        let mut found = RootCertStore::empty();
        found.extend(webpki_roots::TLS_SERVER_ROOTS.iter().take(1).cloned());
        assert_eq!(or_bundled(found.clone(), None).expect("roots").len(), 1);
        assert_eq!(or_bundled(found, Some("SSL_CERT_FILE")).expect("roots").len(), 1);
    }

    #[test]
    fn roots_that_were_asked_for_are_not_replaced() {
        let error = or_bundled(RootCertStore::empty(), Some("SSL_CERT_DIR")).expect_err("refused");
        assert!(error.message.starts_with("SSL_CERT_DIR is set"), "{}", error.message);
        assert_eq!(error.outcome, Outcome::NotSent);
        assert!(!error.retryable);
    }
}
