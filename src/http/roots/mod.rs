//! The root certificates that servers are trusted by.
//!
//! Where a file and a directory are named, in two steps, as the hundreds of files of a directory take several
//! times as long to read as a handshake: the roots of the file first, and those of the directory when they are
//! missed.
//!
//! The variables that say where roots are, are read once per process, on the thread that runs JavaScript. No
//! thread of ours reads them: see [`super::proxy`].

mod sources;

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};

use rustls::RootCertStore;

use self::sources::{add_directories, add_file, add_systems, bundle};

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

/// `NODE_EXTRA_CA_CERTS` is set and yields nothing, which an unknown issuer may be due to.
#[derive(Clone, Copy, Debug)]
pub struct NoExtraRoots;

impl fmt::Display for NoExtraRoots {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{EXTRA} is set, but no certificate could be read from there.")
    }
}

impl std::error::Error for NoExtraRoots {}

/// The roots, and what was not found.
#[derive(Debug)]
pub struct Roots {
    pub store: RootCertStore,
    pub no_extra: Option<NoExtraRoots>,
}

enum Ahead {
    NotBegun,
    Reading(JoinHandle<Result<Roots, NoRoots>>),
    Used,
}

static AHEAD: Mutex<Ahead> = Mutex::new(Ahead::NotBegun);

/// Begins to read what [`at_hand`] returns, once a process: parsing a hundred certificates and more takes
/// as long as a handshake, which the first call would otherwise wait for. To be called on the thread that runs
/// JavaScript, for every client that may use TLS: it reads the variables, which is left to no other thread.
pub fn read_ahead() {
    let mut ahead = AHEAD.lock().unwrap_or_else(PoisonError::into_inner);
    if matches!(*ahead, Ahead::NotBegun) {
        let places = Places::of_process();
        let thread = thread::Builder::new().name("baxverify-roots".to_owned());
        // Without a thread to spare, the first handshake reads them.
        *ahead = thread.spawn(|| read(places)).map_or(Ahead::Used, Ahead::Reading);
    }
}

/// Those of the system, or of `SSL_CERT_FILE` or `SSL_CERT_DIR` in their place, with those of
/// `NODE_EXTRA_CA_CERTS`. Where both are set, those of the file, if it has any.
///
/// # Errors
/// [`NoRoots`] where what is set yields none.
pub fn at_hand() -> Result<Roots, NoRoots> {
    let ahead = {
        let mut ahead = AHEAD.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *ahead, Ahead::Used)
    };
    let read_now = || read(Places::of_process());
    match ahead {
        Ahead::Reading(thread) => thread.join().unwrap_or_else(|_| read_now()),
        Ahead::NotBegun | Ahead::Used => read_now(),
    }
}

/// Those of [`at_hand`] with those of `SSL_CERT_DIR`, where both variables are set.
///
/// # Errors
/// As [`at_hand`].
#[must_use]
pub fn in_full() -> Option<Result<Roots, NoRoots>> {
    read_both(Places::of_process())
}

/// What the variables say; an empty one says nothing.
#[derive(Clone, Default)]
struct Places {
    file: Option<PathBuf>,
    directories: Option<OsString>,
    extra: Option<PathBuf>,
}

impl Places {
    /// As they were when first asked for, so that what is trusted does not change in a process.
    fn of_process() -> &'static Self {
        static PLACES: OnceLock<Places> = OnceLock::new();
        let place = |name| env::var_os(name).filter(|value| !value.is_empty());
        PLACES.get_or_init(|| Self {
            file: place(FILE).map(PathBuf::from),
            directories: place(DIRECTORIES),
            extra: place(EXTRA).map(PathBuf::from),
        })
    }

    /// The one that says where the roots are.
    fn variable(&self) -> Option<&'static str> {
        let named = [(FILE, self.file.is_some()), (DIRECTORIES, self.directories.is_some())];
        named.into_iter().find_map(|(variable, set)| set.then_some(variable))
    }
}

fn read(places: &Places) -> Result<Roots, NoRoots> {
    let Places { file, directories, extra } = places;
    let file = if directories.is_none() { file.clone().or_else(bundle) } else { file.clone() };
    let mut roots = RootCertStore::empty();
    if let Some(file) = &file {
        add_file(&mut roots, file);
    }
    if let Some(directories) = directories
        && roots.is_empty()
    {
        add_directories(&mut roots, directories);
    }
    if roots.is_empty() {
        if let Some(variable) = places.variable() {
            return Err(NoRoots { variable });
        }
        add_systems(&mut roots);
    }
    // Often the same bundle by another name.
    let extra = extra.as_ref().filter(|&extra| Some(extra) != file.as_ref());
    let before = roots.len();
    if let Some(extra) = extra {
        add_file(&mut roots, extra);
    }
    let no_extra = (extra.is_some() && roots.len() == before).then_some(NoExtraRoots);
    Ok(Roots { store: roots, no_extra })
}

fn read_both(places: &Places) -> Option<Result<Roots, NoRoots>> {
    let Places { file: Some(_), directories: Some(directories), .. } = places else { return None };
    Some(read(places).map(|mut roots| {
        add_directories(&mut roots.store, directories);
        roots
    }))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// A file with one certificate, alone in its directory.
    fn file() -> PathBuf {
        directory().join("root.pem")
    }

    fn directory() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/testdata")
    }

    fn nowhere() -> PathBuf {
        "/nowhere/at/all".into()
    }

    fn count(roots: Result<Roots, NoRoots>) -> Result<usize, &'static str> {
        roots.map(|roots| roots.store.len()).map_err(|error| error.variable)
    }

    #[test]
    fn without_variables_there_are_the_systems_or_bundled_ones() {
        let places = Places::default();
        assert!(count(read(&places)).is_ok_and(|count| count > 0));
        assert!(read_both(&places).is_none());
    }

    #[test]
    fn a_file_replaces_the_systems_roots() {
        let places = Places { file: Some(file()), ..Places::default() };
        assert_eq!(count(read(&places)), Ok(1));
        assert!(read_both(&places).is_none());
    }

    #[test]
    fn directories_replace_the_systems_roots() {
        let list = env::join_paths([directory(), nowhere()]).expect("a list");
        let places = Places { directories: Some(list), ..Places::default() };
        assert_eq!(count(read(&places)), Ok(1));
        assert!(read_both(&places).is_none());
    }

    #[test]
    fn directories_beside_a_file_are_read_last() {
        let directories = Some(directory().into());
        let places = Places { file: Some(file()), directories, ..Places::default() };
        assert_eq!(count(read(&places)), Ok(1));
        assert_eq!(read_both(&places).map(count), Some(Ok(2)));
        let missing = Places { file: Some(nowhere()), ..places };
        assert_eq!(count(read(&missing)), Ok(1));
    }

    #[test]
    fn extra_roots_are_added_once() {
        let systems = read(&Places::default()).expect("roots").store.len();
        let places = Places { extra: Some(file()), ..Places::default() };
        assert_eq!(count(read(&places)), Ok(systems + 1));
        let twice = Places { file: Some(file()), ..places };
        assert_eq!(count(read(&twice)), Ok(1));
        let missing = Places { extra: Some(nowhere()), ..twice };
        assert_eq!(count(read(&missing)), Ok(1));
    }

    #[test]
    fn extra_roots_that_are_missing_are_told_of() {
        let missed = |file: PathBuf, extra: PathBuf| {
            let places = Places { file: Some(file), extra: Some(extra), ..Places::default() };
            read(&places).expect("roots").no_extra.is_some()
        };
        assert!(missed(file(), nowhere()));
        assert!(missed(file(), directory()));
        assert!(!missed(file(), file()));
        let other = directory().join("../testdata/root.pem");
        assert!(!missed(file(), other));
        assert!(read(&Places::default()).expect("roots").no_extra.is_none());
    }

    #[test]
    fn places_without_roots_are_named_and_not_replaced() {
        let extra = Some(file());
        let by_file = Places { file: Some(nowhere()), extra, ..Places::default() };
        assert_eq!(count(read(&by_file)), Err(FILE));
        let by_directory =
            Places { file: None, directories: Some(nowhere().into()), ..by_file.clone() };
        assert_eq!(count(read(&by_directory)), Err(DIRECTORIES));
        let both = Places { file: by_file.file, ..by_directory };
        assert_eq!(count(read(&both)), Err(FILE));
        assert_eq!(read_both(&both).map(count), Some(Err(FILE)));
    }
}
