//! Reads the `Keep-Alive` header of HTTP/1.1, in which a server says how long it keeps a connection
//! (RFC 2068, section 19.7.1.1).

use std::time::Duration;

use reqwest::header::HeaderMap;

/// The server closes a connection that was idle for the time it says. A request must arrive
/// earlier.
const MARGIN: Duration = Duration::from_secs(1);

/// The hints of a server. `default()` is no hint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeepAlive {
    /// How long the server keeps an idle connection.
    timeout: Option<Duration>,
    /// How many more requests it accepts on this connection.
    max: Option<u32>,
}

impl KeepAlive {
    #[must_use]
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let mut hint = Self::default();
        let values = headers.get_all("keep-alive").iter().filter_map(|value| value.to_str().ok());
        for parameter in values.flat_map(|value| value.split(',')) {
            let Some((name, value)) = parameter.split_once('=') else { continue };
            let Ok(value) = value.trim().trim_matches('"').parse::<u32>() else { continue };
            match name.trim() {
                name if name.eq_ignore_ascii_case("timeout") => {
                    hint.timeout = Some(Duration::from_secs(value.into()));
                }
                name if name.eq_ignore_ascii_case("max") => hint.max = Some(value),
                _ => {}
            }
        }
        hint
    }

    /// How long to keep an idle connection: `most`, or a second less than the server does. If the
    /// server keeps it for two seconds or less, half of that.
    #[must_use]
    pub(crate) fn idle_timeout(self, most: Duration) -> Duration {
        let Some(timeout) = self.timeout else { return most };
        most.min(timeout.saturating_sub(MARGIN.min(timeout / 2)))
    }

    /// Whether the server accepts no more requests on this connection.
    #[must_use]
    pub(crate) fn is_last(self) -> bool {
        self.max == Some(0) || self.timeout == Some(Duration::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    const MOST: Duration = Duration::from_secs(4);

    fn hint(value: &'static str) -> KeepAlive {
        let mut headers = HeaderMap::new();
        headers.insert("keep-alive", HeaderValue::from_static(value));
        KeepAlive::of(&headers)
    }

    #[test]
    fn connections_are_given_up_before_the_server_does() {
        let idle = |value| hint(value).idle_timeout(MOST).as_millis();
        assert_eq!(idle("timeout=60"), 4000);
        assert_eq!(idle("timeout=5, max=100"), 4000);
        assert_eq!(idle("timeout=3"), 2000);
        assert_eq!(idle("timeout=2"), 1000);
        assert_eq!(idle("max=5,Timeout = 1"), 500);
        assert_eq!(idle("timeout=0"), 0);
    }

    #[test]
    fn a_last_request_is_known() {
        assert!(hint("timeout=5, max=0").is_last());
        assert!(hint("timeout=0").is_last());
        assert!(!hint("timeout=5, max=1").is_last());
    }

    #[test]
    fn nonsense_says_nothing() {
        for value in
            ["", "timeout", "timeout=", "timeout=soon", "timeout=-1", "max=99999999999", ",=,"]
        {
            assert_eq!(hint(value), KeepAlive::default(), "{value}");
        }
        assert_eq!(KeepAlive::of(&HeaderMap::new()).idle_timeout(MOST), MOST);
    }
}
