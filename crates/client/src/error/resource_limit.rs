//! Errors of a system that has no file descriptors, memory or threads left.

use std::error::Error as StdError;
use std::io;

use super::call_error::{CallError, Code, Outcome};
use super::source::sources;

/// What the system has no more of, so that a connection cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResourceLimit {
    /// Of this process (`EMFILE`).
    Descriptors,
    /// Of the whole machine (`ENFILE`).
    Files,
    Memory,
}

impl ResourceLimit {
    /// Reads the system's error codes. Most have no `ErrorKind`, and texts differ from system to
    /// system.
    pub(super) fn of(error: &(dyn StdError + 'static)) -> Option<Self> {
        sources(error).find_map(|error| {
            match error.downcast_ref::<io::Error>()?.raw_os_error()? {
                // EMFILE and ENFILE, alike on all that is not Windows; WSAEMFILE.
                24 if cfg!(unix) => Some(Self::Descriptors),
                23 if cfg!(unix) => Some(Self::Files),
                10024 if cfg!(windows) => Some(Self::Descriptors),
                // ENOMEM; ENOBUFS on Linux and macOS; WSAENOBUFS.
                12 if cfg!(unix) => Some(Self::Memory),
                105 if cfg!(target_os = "linux") => Some(Self::Memory),
                55 if cfg!(target_os = "macos") => Some(Self::Memory),
                10055 if cfg!(windows) => Some(Self::Memory),
                _ => None,
            }
        })
    }

    /// What to check, and the cause in a few words.
    pub(super) fn describe(self, host: &str) -> (String, &'static str) {
        match self {
            Self::Descriptors => (
                format!(
                    "This process has no file descriptor left for a connection to {host}. Raise its limit (ulimit -n), or make fewer calls at the same time."
                ),
                "no file descriptor is left",
            ),
            Self::Files => (
                format!(
                    "This machine has too many open files for a connection to {host}. Raise its limit (fs.file-max), or find the process that holds so many files open."
                ),
                "the machine has too many open files",
            ),
            Self::Memory => (
                format!("The system has no memory left for a connection to {host}."),
                "no memory is left",
            ),
        }
    }
}

impl CallError {
    /// The system, or an environment that ends, gives no thread for the call.
    #[must_use]
    pub fn no_thread(error: &io::Error) -> Self {
        let message = "The call could not be started: the system has no more threads or file descriptors. Nothing was sent.";
        Self::new(Code::Network, Outcome::NotSent, message)
            .with_cause(format!("starting a thread failed: {}", error.kind()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn limits_are_known_by_the_systems_code() {
        let of = |code| {
            let refused = io::Error::from_raw_os_error(code);
            ResourceLimit::of(&io::Error::other(io::Error::other(refused)))
        };
        assert_eq!(of(24), Some(ResourceLimit::Descriptors));
        assert_eq!(of(23), Some(ResourceLimit::Files));
        assert_eq!(of(12), Some(ResourceLimit::Memory));
        let no_buffers = if cfg!(target_os = "macos") { 55 } else { 105 };
        assert_eq!(of(no_buffers), Some(ResourceLimit::Memory));
        // ECONNREFUSED on Linux and macOS.
        assert_eq!(of(111), None);
        assert_eq!(of(61), None);
        assert_eq!(ResourceLimit::of(&io::Error::from(io::ErrorKind::TimedOut)), None);

        let (message, cause) = ResourceLimit::Descriptors.describe("api.example.com");
        assert!(message.contains("no file descriptor left"), "{}", message);
        assert!(message.contains("api.example.com"), "{}", message);
        assert_eq!(cause, "no file descriptor is left");
    }
}
