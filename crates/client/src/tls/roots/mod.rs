//! The root store: the certificates of the authorities that are trusted.
//!
//! If the variables name a file and a directory, the roots of the file are read first. Those of the
//! directory are read only when a certificate needs them. The hundreds of files of a directory take
//! several times as long to read as a handshake takes.
//!
//! The variables are read once per process, on the thread that may read them: see
//! [`crate::environment`].

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

/// A variable says where the roots are, and none could be read there. Trusting others would be a
/// wrong guess.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoRoots {
    variable: &'static str,
}

impl fmt::Display for NoRoots {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variable = self.variable;
        write!(formatter, "{variable} is set, but no root certificate could be read from there.")
    }
}

impl std::error::Error for NoRoots {}

/// `NODE_EXTRA_CA_CERTS` is set, and no certificate could be read there. This may explain an
/// unknown issuer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoExtraRoots;

impl fmt::Display for NoExtraRoots {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{EXTRA} is set, but no certificate could be read from there.")
    }
}

impl std::error::Error for NoExtraRoots {}

/// The root store, and whether extra roots are missing.
#[derive(Debug)]
pub(crate) struct Roots {
    pub store: RootCertStore,
    pub no_extra: Option<NoExtraRoots>,
}

enum Preload {
    NotStarted,
    Running(JoinHandle<Result<Roots, NoRoots>>),
    Taken,
}

static PRELOAD: Mutex<Preload> = Mutex::new(Preload::NotStarted);

/// Starts to read the roots of [`primary`] on another thread, once per process. Parsing a hundred
/// certificates takes as long as a handshake, and the first call would wait for it. Call it on a
/// thread that runs JavaScript, because it reads variables.
pub(crate) fn preload() {
    let mut preload = PRELOAD.lock().unwrap_or_else(PoisonError::into_inner);
    if matches!(*preload, Preload::NotStarted) {
        let variables = Variables::of_process();
        let thread = thread::Builder::new().name("baxverify-roots".to_owned());
        // If no thread can start, the first handshake reads them.
        *preload = thread.spawn(|| read(variables)).map_or(Preload::Taken, Preload::Running);
    }
}

/// The roots of the system, or those of `SSL_CERT_FILE` or `SSL_CERT_DIR` instead, and those of
/// `NODE_EXTRA_CA_CERTS`. If both variables are set, the roots of the file, or those of the
/// directories if the file has none.
///
/// # Errors
/// [`NoRoots`] if a variable is set and no roots are found there.
pub(crate) fn primary() -> Result<Roots, NoRoots> {
    let preload = {
        let mut preload = PRELOAD.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *preload, Preload::Taken)
    };
    let read_now = || read(Variables::of_process());
    match preload {
        Preload::Running(thread) => thread.join().unwrap_or_else(|_| read_now()),
        Preload::NotStarted | Preload::Taken => read_now(),
    }
}

/// The roots of [`primary`] and those of `SSL_CERT_DIR`, if both variables are set.
///
/// # Errors
/// The errors of [`primary`].
#[must_use]
pub(crate) fn with_directories() -> Option<Result<Roots, NoRoots>> {
    read_with_directories(Variables::of_process())
}

/// The values of the variables. An empty one counts as not set.
#[derive(Clone, Default)]
struct Variables {
    file: Option<PathBuf>,
    directories: Option<OsString>,
    extra: Option<PathBuf>,
}

impl Variables {
    /// The values at the first call, so the trust of a process does not change.
    fn of_process() -> &'static Self {
        static VARIABLES: OnceLock<Variables> = OnceLock::new();
        let path = |name| env::var_os(name).filter(|value| !value.is_empty());
        VARIABLES.get_or_init(|| Self {
            file: path(FILE).map(PathBuf::from),
            directories: path(DIRECTORIES),
            extra: path(EXTRA).map(PathBuf::from),
        })
    }

    /// The variable that says where the roots are.
    fn variable(&self) -> Option<&'static str> {
        let named = [(FILE, self.file.is_some()), (DIRECTORIES, self.directories.is_some())];
        named.into_iter().find_map(|(variable, set)| set.then_some(variable))
    }
}

fn read(variables: &Variables) -> Result<Roots, NoRoots> {
    let Variables { file, directories, extra } = variables;
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
        if let Some(variable) = variables.variable() {
            return Err(NoRoots { variable });
        }
        add_systems(&mut roots);
    }
    // Often this is the same file.
    let extra = extra.as_ref().filter(|&extra| Some(extra) != file.as_ref());
    let before = roots.len();
    if let Some(extra) = extra {
        add_file(&mut roots, extra);
    }
    let no_extra = (extra.is_some() && roots.len() == before).then_some(NoExtraRoots);
    Ok(Roots { store: roots, no_extra })
}

fn read_with_directories(variables: &Variables) -> Option<Result<Roots, NoRoots>> {
    let Variables { file: Some(_), directories: Some(directories), .. } = variables else {
        return None;
    };
    Some(read(variables).map(|mut roots| {
        add_directories(&mut roots.store, directories);
        roots
    }))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// A file with one certificate. Its directory has no other file.
    fn file() -> PathBuf {
        directory().join("root.pem")
    }

    fn directory() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tls/roots/testdata")
    }

    fn nowhere() -> PathBuf {
        "/nowhere/at/all".into()
    }

    fn count(roots: Result<Roots, NoRoots>) -> Result<usize, &'static str> {
        roots.map(|roots| roots.store.len()).map_err(|error| error.variable)
    }

    #[test]
    fn without_variables_there_are_the_systems_or_bundled_ones() {
        let variables = Variables::default();
        assert!(count(read(&variables)).is_ok_and(|count| count > 0));
        assert!(read_with_directories(&variables).is_none());
    }

    #[test]
    fn a_file_replaces_the_systems_roots() {
        let variables = Variables { file: Some(file()), ..Variables::default() };
        assert_eq!(count(read(&variables)), Ok(1));
        assert!(read_with_directories(&variables).is_none());
    }

    #[test]
    fn directories_replace_the_systems_roots() {
        let list = env::join_paths([directory(), nowhere()]).expect("a list");
        let variables = Variables { directories: Some(list), ..Variables::default() };
        assert_eq!(count(read(&variables)), Ok(1));
        assert!(read_with_directories(&variables).is_none());
    }

    #[test]
    fn directories_beside_a_file_are_read_last() {
        let directories = Some(directory().into());
        let variables = Variables { file: Some(file()), directories, ..Variables::default() };
        assert_eq!(count(read(&variables)), Ok(1));
        assert_eq!(read_with_directories(&variables).map(count), Some(Ok(2)));
        let missing = Variables { file: Some(nowhere()), ..variables };
        assert_eq!(count(read(&missing)), Ok(1));
    }

    #[test]
    fn extra_roots_are_added_once() {
        let systems = read(&Variables::default()).expect("roots").store.len();
        let variables = Variables { extra: Some(file()), ..Variables::default() };
        assert_eq!(count(read(&variables)), Ok(systems + 1));
        let twice = Variables { file: Some(file()), ..variables };
        assert_eq!(count(read(&twice)), Ok(1));
        let missing = Variables { extra: Some(nowhere()), ..twice };
        assert_eq!(count(read(&missing)), Ok(1));
    }

    #[test]
    fn extra_roots_that_are_missing_are_told_of() {
        let missed = |file: PathBuf, extra: PathBuf| {
            let variables =
                Variables { file: Some(file), extra: Some(extra), ..Variables::default() };
            read(&variables).expect("roots").no_extra.is_some()
        };
        assert!(missed(file(), nowhere()));
        assert!(missed(file(), directory()));
        assert!(!missed(file(), file()));
        let other = directory().join("../testdata/root.pem");
        assert!(!missed(file(), other));
        assert!(read(&Variables::default()).expect("roots").no_extra.is_none());
    }

    #[test]
    fn variables_without_roots_are_named_and_not_replaced() {
        let extra = Some(file());
        let by_file = Variables { file: Some(nowhere()), extra, ..Variables::default() };
        assert_eq!(count(read(&by_file)), Err(FILE));
        let by_directory =
            Variables { file: None, directories: Some(nowhere().into()), ..by_file.clone() };
        assert_eq!(count(read(&by_directory)), Err(DIRECTORIES));
        let both = Variables { file: by_file.file, ..by_directory };
        assert_eq!(count(read(&both)), Err(FILE));
        assert_eq!(read_with_directories(&both).map(count), Some(Err(FILE)));
    }
}
