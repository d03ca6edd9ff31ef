//! Files, directories and the system as sources of root certificates.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::thread;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

use crate::tls::pem;

/// Where Linux distributions keep all roots in one file.
const BUNDLES: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/ssl/cert.pem",
];

/// Where Linux distributions keep each root in a separate file.
#[cfg(not(any(target_os = "macos", windows)))]
const BUNDLE_DIRECTORIES: [&str; 2] = ["/etc/ssl/certs", "/etc/pki/tls/certs"];

/// Bytes; a bundle has a few hundred thousand. A larger buffer would cost a starting process more
/// page faults.
const BUFFER: usize = 32 * 1024;

/// Adds the directories of a list, which has the form of `PATH`.
pub(super) fn add_directories(roots: &mut RootCertStore, list: &OsStr) {
    for directory in env::split_paths(list).filter(|path| !path.as_os_str().is_empty()) {
        add_directory(roots, &directory);
    }
}

/// The file with all roots, if the system has one.
pub(super) fn bundle() -> Option<PathBuf> {
    let mut bundles = BUNDLES.into_iter().filter(|_| cfg!(target_os = "linux")).map(PathBuf::from);
    bundles.find(|path| path.is_file())
}

/// Adds the roots of the system. The library that finds them reads variables, which the C libraries
/// of these systems guard with a lock.
#[cfg(any(target_os = "macos", windows))]
pub(super) fn add_systems(roots: &mut RootCertStore) {
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    or_bundled(roots);
}

/// Adds the roots of the system, which are in files. So no library that reads variables is needed.
#[cfg(not(any(target_os = "macos", windows)))]
pub(super) fn add_systems(roots: &mut RootCertStore) {
    add_first(roots, &BUNDLES, add_file);
    add_first(roots, &BUNDLE_DIRECTORIES, add_directory);
    or_bundled(roots);
}

/// Adds the roots of the first place that has any, if there are none yet.
#[cfg(not(any(target_os = "macos", windows)))]
fn add_first(roots: &mut RootCertStore, places: &[&str], add: fn(&mut RootCertStore, &Path)) {
    for place in places {
        if roots.is_empty() {
            add(roots, Path::new(place));
        }
    }
}

fn or_bundled(roots: &mut RootCertStore) {
    if roots.is_empty() {
        // Slim images come without a certificate store.
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
}

/// Skips files and certificates that cannot be read, as Node does.
pub(super) fn add_file(roots: &mut RootCertStore, path: &Path) {
    each_certificate(path, |der| add(roots, der));
}

/// Adds the files of a directory, but not of its subdirectories.
fn add_directory(roots: &mut RootCertStore, directory: &Path) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    // Several links may lead to one file, and its certificate may be in a bundle next to it too.
    let paths = entries.flatten().filter_map(|entry| entry.path().canonicalize().ok());
    let files: BTreeSet<PathBuf> = paths.filter(|path| path.is_file()).collect();
    let mut certificates = BTreeSet::new();
    for file in files {
        each_certificate(&file, |der| {
            certificates.insert(der.to_owned());
        });
    }
    for der in certificates {
        add(roots, &der);
    }
}

fn each_certificate(path: &Path, each: impl FnMut(&[u8])) {
    if let Ok(file) = File::open(path) {
        pem::certificates(BufReader::with_capacity(BUFFER, file), each);
    }
}

fn add(roots: &mut RootCertStore, der: &[u8]) {
    let _ = roots.add(CertificateDer::from(der));
    // With few cores, the thread of the first call may wait for this one.
    if roots.len().is_multiple_of(8) {
        thread::yield_now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tls/roots/testdata/root.pem")
    }

    fn nowhere() -> PathBuf {
        "/nowhere/at/all".into()
    }

    #[test]
    fn bundled_roots_are_for_a_system_that_has_none() {
        let mut none = RootCertStore::empty();
        or_bundled(&mut none);
        assert!(none.len() > 50, "{}", none.len());
        let mut some = RootCertStore::empty();
        add_file(&mut some, &file());
        or_bundled(&mut some);
        assert_eq!(some.len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_directory_adds_each_certificate_once() {
        use std::os::unix::fs::symlink;

        let directory = env::temp_dir().join(format!("baxverify-roots-{}", std::process::id()));
        fs::create_dir(&directory).expect("a directory");
        let copy = directory.join("bundle.pem");
        let text = fs::read_to_string(file()).expect("a certificate");
        fs::write(&copy, format!("\u{feff}{}", text.replace("CERTIFICATE", "X509 CERTIFICATE")))
            .expect("a file");
        for name in ["0a1b2c3d.0", "root.pem"] {
            symlink(file(), directory.join(name)).expect("a link");
        }
        symlink(nowhere(), directory.join("dangling.0")).expect("a link");
        fs::create_dir(directory.join("below.pem")).expect("a directory");
        let mut roots = RootCertStore::empty();
        add_directory(&mut roots, &directory);
        fs::remove_dir_all(&directory).expect("removed");
        assert_eq!(roots.len(), 1);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_first_place_with_roots_is_enough() {
        let (file, nowhere) = (file(), nowhere());
        let [file, nowhere] = [&file, &nowhere].map(|path| path.to_str().expect("ASCII"));
        let mut roots = RootCertStore::empty();
        add_first(&mut roots, &[nowhere, file, file], add_file);
        assert_eq!(roots.len(), 1);
        add_first(&mut roots, &[file], add_file);
        assert_eq!(roots.len(), 1);
    }
}
