//! The root certificates that servers are trusted by.
//!
//! In two steps, as a directory's hundreds of files take several times as long to read as a handshake: first
//! the roots of one file, with which nearly every server is trusted, and those of a directory when they are
//! missed.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

use super::pem;

/// Where Linux distributions keep all of their roots in one file.
const BUNDLES: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// Bytes; a bundle has a few hundred thousand. A process that starts pays for every page it touches.
const BUFFER: usize = 32 * 1024;

const FILE: &str = "SSL_CERT_FILE";
const DIRECTORIES: &str = "SSL_CERT_DIR";
const EXTRA: &str = "NODE_EXTRA_CA_CERTS";

/// A variable says where the roots are, and none could be read there. To trust others than those asked for
/// would be a wrong guess.
#[derive(Clone, Copy, Debug)]
pub struct NoRoots {
    variable: &'static str,
}

impl fmt::Display for NoRoots {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variable = self.variable;
        write!(formatter, "{variable} is set, but no root certificate could be read from there.")
    }
}

impl std::error::Error for NoRoots {}

enum Ahead {
    NotBegun,
    Reading(JoinHandle<Result<RootCertStore, NoRoots>>),
    Used,
}

static AHEAD: Mutex<Ahead> = Mutex::new(Ahead::NotBegun);

/// Begins to read what [`at_hand`] returns, once a process: parsing a hundred certificates and more takes
/// as long as a handshake, which the first call would otherwise wait for.
pub fn read_ahead() {
    let mut ahead = AHEAD.lock().unwrap_or_else(PoisonError::into_inner);
    if matches!(*ahead, Ahead::NotBegun) {
        let thread = thread::Builder::new().name("baxverify-roots".to_owned());
        // Without a thread to spare, the first handshake reads them.
        *ahead = thread.spawn(|| read(&Places::of_process())).map_or(Ahead::Used, Ahead::Reading);
    }
}

/// Those of the system, or of `SSL_CERT_FILE` in their place, with those of `NODE_EXTRA_CA_CERTS`. May be
/// none where [`in_full`] has some.
///
/// # Errors
/// [`NoRoots`] where `SSL_CERT_FILE` yields nothing and is alone.
pub fn at_hand() -> Result<RootCertStore, NoRoots> {
    let ahead = {
        let mut ahead = AHEAD.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *ahead, Ahead::Used)
    };
    let read_now = || read(&Places::of_process());
    match ahead {
        Ahead::Reading(thread) => thread.join().unwrap_or_else(|_| read_now()),
        Ahead::NotBegun | Ahead::Used => read_now(),
    }
}

/// Those of [`at_hand`] with those of `SSL_CERT_DIR`, if that is set.
///
/// # Errors
/// [`NoRoots`] where neither `SSL_CERT_FILE` nor `SSL_CERT_DIR` yields any.
#[must_use]
pub fn in_full() -> Option<Result<RootCertStore, NoRoots>> {
    read_directories(&Places::of_process())
}

/// What the variables say; an empty one says nothing.
#[derive(Default)]
struct Places {
    file: Option<OsString>,
    directories: Option<OsString>,
    extra: Option<OsString>,
}

impl Places {
    fn of_process() -> Self {
        let place = |name| env::var_os(name).filter(|value| !value.is_empty());
        Self { file: place(FILE), directories: place(DIRECTORIES), extra: place(EXTRA) }
    }

    fn in_place_of_systems(&self) -> bool {
        self.file.is_some() || self.directories.is_some()
    }
}

fn read(places: &Places) -> Result<RootCertStore, NoRoots> {
    let file = places.file.as_ref().map(PathBuf::from);
    let file = if places.in_place_of_systems() { file } else { bundle() };
    let mut roots = RootCertStore::empty();
    if let Some(file) = &file {
        add_file(&mut roots, file);
    }
    if roots.is_empty() {
        if places.file.is_some() && places.directories.is_none() {
            return Err(NoRoots { variable: FILE });
        }
        if !places.in_place_of_systems() {
            add_systems(&mut roots);
        }
    }
    // Often the same bundle by another name.
    if let Some(extra) = places.extra.as_ref().map(PathBuf::from)
        && Some(&extra) != file.as_ref()
    {
        add_file(&mut roots, &extra);
    }
    Ok(roots)
}

fn read_directories(places: &Places) -> Option<Result<RootCertStore, NoRoots>> {
    let directories = places.directories.as_ref()?;
    let mut roots = RootCertStore::empty();
    for directory in env::split_paths(directories).filter(|path| !path.as_os_str().is_empty()) {
        let found = rustls_native_certs::load_certs_from_paths(None, Some(&directory));
        roots.add_parsable_certificates(found.certs);
    }
    if let Some(file) = &places.file {
        add_file(&mut roots, Path::new(file));
    }
    if roots.is_empty() {
        let variable = if places.file.is_some() { FILE } else { DIRECTORIES };
        return Some(Err(NoRoots { variable }));
    }
    if let Some(extra) = &places.extra {
        add_file(&mut roots, Path::new(extra));
    }
    Some(Ok(roots))
}

fn bundle() -> Option<PathBuf> {
    let mut bundles = BUNDLES.into_iter().filter(|_| cfg!(target_os = "linux")).map(PathBuf::from);
    bundles.find(|path| path.is_file())
}

/// Wherever the system keeps them.
fn add_systems(roots: &mut RootCertStore) {
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    or_bundled(roots);
}

fn or_bundled(roots: &mut RootCertStore) {
    if roots.is_empty() {
        // Slim images come without a certificate store.
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
}

/// As Node does, goes on without a file or a certificate that it cannot read.
fn add_file(roots: &mut RootCertStore, path: &Path) {
    let Ok(file) = File::open(path) else { return };
    pem::certificates(BufReader::with_capacity(BUFFER, file), |der| {
        let _ = roots.add(CertificateDer::from(der));
        // On few cores, the first call's own thread may wait for this one.
        if roots.len().is_multiple_of(8) {
            thread::yield_now();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with one certificate, alone in its directory.
    fn file() -> PathBuf {
        directory().join("root.pem")
    }

    fn directory() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/testdata")
    }

    fn nowhere() -> OsString {
        "/nowhere/at/all".into()
    }

    fn count(roots: Result<RootCertStore, NoRoots>) -> Result<usize, &'static str> {
        roots.map(|roots| roots.len()).map_err(|error| error.variable)
    }

    #[test]
    fn without_variables_there_are_the_systems_or_bundled_ones() {
        let places = Places::default();
        assert!(count(read(&places)).is_ok_and(|count| count > 0));
        assert!(read_directories(&places).is_none());
        let mut none = RootCertStore::empty();
        or_bundled(&mut none);
        assert!(none.len() > 50, "{}", none.len());
        let mut some = read(&Places { file: Some(file().into()), ..places }).expect("roots");
        or_bundled(&mut some);
        assert_eq!(some.len(), 1);
    }

    #[test]
    fn a_file_replaces_the_systems_roots() {
        let places = Places { file: Some(file().into()), ..Places::default() };
        assert_eq!(count(read(&places)), Ok(1));
        assert!(read_directories(&places).is_none());
    }

    #[test]
    fn directories_replace_the_systems_roots_and_are_read_last() {
        let list = env::join_paths([directory(), "/nowhere".into()]).expect("a list");
        let places = Places { directories: Some(list), ..Places::default() };
        assert_eq!(count(read(&places)), Ok(0));
        assert_eq!(read_directories(&places).map(count), Some(Ok(1)));
        let both = Places { file: Some(file().into()), ..places };
        assert_eq!(count(read(&both)), Ok(1));
        assert_eq!(read_directories(&both).map(count), Some(Ok(2)));
    }

    #[test]
    fn extra_roots_are_added_once() {
        let systems = read(&Places::default()).expect("roots").len();
        let places = Places { extra: Some(file().into()), ..Places::default() };
        assert_eq!(count(read(&places)), Ok(systems + 1));
        let twice = Places { file: Some(file().into()), ..places };
        assert_eq!(count(read(&twice)), Ok(1));
        let missing = Places { extra: Some(nowhere()), ..twice };
        assert_eq!(count(read(&missing)), Ok(1));
    }

    #[test]
    fn places_without_roots_are_named_and_not_replaced() {
        let extra = Some(file().into());
        let places = Places { file: Some(nowhere()), extra, ..Places::default() };
        assert_eq!(count(read(&places)), Err(FILE));
        let both = Places { directories: Some(nowhere()), ..places };
        // Those of the directories may be missed later.
        assert_eq!(count(read(&both)), Ok(1));
        assert_eq!(read_directories(&both).map(count), Some(Err(FILE)));
        let alone = Places { directories: Some(nowhere()), ..Places::default() };
        assert_eq!(count(read(&alone)), Ok(0));
        assert_eq!(read_directories(&alone).map(count), Some(Err(DIRECTORIES)));
    }
}
