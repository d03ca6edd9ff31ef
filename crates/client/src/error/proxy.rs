//! Errors of proxies, and of the variables that name them.

use std::error::Error as StdError;

use super::call_error::{CallError, Code, Outcome};
use crate::proxy::Unusable;

impl From<Unusable> for CallError {
    fn from(unusable: Unusable) -> Self {
        // A wrong setting stays wrong until a person changes it.
        let error = Self::new(Code::Network, Outcome::NotSent, unusable.to_string());
        Self { retryable: false, ..error }
    }
}

/// What a proxy did instead of opening a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProxyError {
    Unreachable,
    Credentials,
    Refusal,
}

/// The HTTP library has no public type for these errors, so they are known by their text. It is
/// never shown.
pub(super) fn proxy_error(error: &(dyn StdError + 'static)) -> Option<ProxyError> {
    let mut next = error.source();
    while let Some(error) = next {
        if let Some(what) = error.to_string().strip_prefix("tunnel error: ") {
            return Some(match what {
                "failed to create underlying connection" => ProxyError::Unreachable,
                "proxy authorization required" => ProxyError::Credentials,
                _ => ProxyError::Refusal,
            });
        }
        next = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;

    /// An error that says something and has a cause.
    #[derive(Debug)]
    struct Outer(&'static str, Option<Box<dyn StdError + Send + Sync>>);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl StdError for Outer {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            self.1.as_deref().map(|error| error as _)
        }
    }

    fn outer(text: &'static str, cause: impl StdError + Send + Sync + 'static) -> Outer {
        Outer(text, Some(Box::new(cause)))
    }

    #[test]
    fn proxy_failures_are_known_by_their_text() {
        let failure = |text| proxy_error(&outer("client error", Outer(text, None)));
        assert_eq!(
            failure("tunnel error: failed to create underlying connection"),
            Some(ProxyError::Unreachable)
        );
        assert_eq!(
            failure("tunnel error: proxy authorization required"),
            Some(ProxyError::Credentials)
        );
        assert_eq!(failure("tunnel error: unsuccessful"), Some(ProxyError::Refusal));
        assert_eq!(failure("certificate not valid for name proxy.example"), None);
    }
}
