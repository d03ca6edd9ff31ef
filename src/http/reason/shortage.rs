//! Connections that the system has no means for.

use std::error::Error as StdError;
use std::io;

use super::Reason;
use super::chain::errors;

/// What the system has no more of for another connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortage {
    /// Of this process.
    Descriptors,
    /// Of all processes.
    Files,
    Memory,
}

impl Shortage {
    /// The system's codes: most have no kind in the standard library, and text differs from system to system.
    pub fn of(error: &(dyn StdError + 'static)) -> Option<Self> {
        errors(error).find_map(|error| {
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

    pub fn reason(self, host: &str) -> Reason {
        let (message, cause) = match self {
            Self::Descriptors => (
                format!(
                    "This process has no file descriptor left for a connection to {host}. Raise its limit (ulimit -n) or make fewer calls at once."
                ),
                "no file descriptor is left",
            ),
            Self::Files => (
                format!(
                    "This machine has no open file left for a connection to {host}. Raise its limit (fs.file-max), or find what holds so many."
                ),
                "no open file is left",
            ),
            Self::Memory => (
                format!("The system has no memory left for a connection to {host}."),
                "no memory is left",
            ),
        };
        Reason { message, cause: cause.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn shortages_are_known_by_the_systems_code() {
        let of = |code| {
            let refused = io::Error::from_raw_os_error(code);
            Shortage::of(&io::Error::other(io::Error::other(refused)))
        };
        assert_eq!(of(24), Some(Shortage::Descriptors));
        assert_eq!(of(23), Some(Shortage::Files));
        assert_eq!(of(12), Some(Shortage::Memory));
        let no_buffers = if cfg!(target_os = "macos") { 55 } else { 105 };
        assert_eq!(of(no_buffers), Some(Shortage::Memory));
        // ECONNREFUSED on Linux and macOS.
        assert_eq!(of(111), None);
        assert_eq!(of(61), None);
        assert_eq!(Shortage::of(&io::Error::from(io::ErrorKind::TimedOut)), None);

        let reason = Shortage::Descriptors.reason("api.example.com");
        assert!(reason.message.contains("no file descriptor left"), "{}", reason.message);
        assert!(reason.message.contains("api.example.com"), "{}", reason.message);
        assert_eq!(reason.cause, "no file descriptor is left");
    }
}
