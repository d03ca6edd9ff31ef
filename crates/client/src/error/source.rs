//! The chain of an error's sources.

use std::error::Error as StdError;
use std::{io, iter};

/// The first error of type `T` in the chain.
pub(super) fn find_source<'a, T: StdError + 'static>(
    error: &'a (dyn StdError + 'static),
) -> Option<&'a T> {
    sources(error).find_map(|error| error.downcast_ref())
}

/// The error and its sources, outermost first. An `io::Error` does not return what it wraps from
/// `source`.
pub(super) fn sources<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    iter::successors(Some(error), |&error: &&'a (dyn StdError + 'static)| {
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        match inner {
            Some(inner) => Some(inner),
            None => error.source(),
        }
    })
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use rustls::Error as TlsError;

    use super::*;

    /// An error that has a cause.
    #[derive(Debug)]
    struct Outer(io::Error);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("outer")
        }
    }

    impl StdError for Outer {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn errors_inside_of_io_errors_are_found() {
        let tls = TlsError::HandshakeNotComplete;
        let error = Outer(io::Error::other(io::Error::other(tls)));
        assert_eq!(find_source::<TlsError>(&error), Some(&TlsError::HandshakeNotComplete));
        assert_eq!(
            find_source::<io::Error>(&error).map(io::Error::kind),
            Some(io::ErrorKind::Other)
        );
        assert!(find_source::<hyper::Error>(&error).is_none());
    }
}
