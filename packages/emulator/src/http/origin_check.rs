//! Rejects requests of foreign web pages to the control API, which needs no key.
//!
//! A page whose host name resolves to this machine (DNS rebinding) sends that name as `Host`. A
//! page that sends cross-origin requests sends its own `Origin`. Both are rejected.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::config::Config;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// Who may use the control API besides local clients.
#[derive(Default)]
pub struct AccessPolicy {
    hosts: Vec<String>,
    origins: Vec<String>,
}

impl AccessPolicy {
    pub fn new(config: &Config) -> Self {
        Self { hosts: config.allow_hosts.clone(), origins: config.cors.clone() }
    }

    /// Returns why the request must be rejected, or `None`.
    pub fn problem(&self, headers: &HeaderMap) -> Option<&'static str> {
        let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
        let Some(host) = text(HOST).filter(|host| is_local_name(host) || self.allows_host(host))
        else {
            return Some(
                "Control routes require localhost, an IP address or an allowed name as Host. \
                 --allow-host allows a name.",
            );
        };
        if self.allowed_origin(headers).is_some() {
            return None;
        }
        // A foreign page that embeds a response sends no `Origin`, but browsers mark the request.
        let is_embedded = text(FETCH_SITE)
            .is_some_and(|site| site == "cross-site" || site == "same-site")
            && text(FETCH_MODE).is_none_or(|mode| mode != "navigate");
        if is_embedded {
            return Some("Control routes reject requests from other sites.");
        }
        match text(ORIGIN) {
            Some(origin) if !self.is_own_origin(origin, host) => Some(
                "Control routes reject every Origin except the emulator's own and those of --cors.",
            ),
            _ => None,
        }
    }

    /// Returns the `Origin` of the request if its pages may call the emulator.
    pub fn allowed_origin<'a>(&self, headers: &'a HeaderMap) -> Option<&'a HeaderValue> {
        let origin = headers.get(ORIGIN)?;
        self.origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes()).then_some(origin)
    }

    fn allows_host(&self, host: &str) -> bool {
        split_host(host)
            .is_some_and(|name| self.hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(name)))
    }

    /// A proxy in front of an allowed name may add TLS.
    fn is_own_origin(&self, origin: &str, host: &str) -> bool {
        let own = origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://").filter(|_| self.allows_host(host)));
        own.is_some_and(|own| own.eq_ignore_ascii_case(host))
    }
}

/// Returns the name of a `Host` that is not an IPv6 address, if the port is valid.
fn split_host(host: &str) -> Option<&str> {
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    port.is_none_or(|port| port.parse::<u16>().is_ok()).then_some(name)
}

fn is_local_name(host: &str) -> bool {
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split_once(']').is_some_and(|(address, port)| {
            address.parse::<Ipv6Addr>().is_ok() && split_host(port) == Some("")
        });
    }
    split_host(host).is_some_and(|name| is_localhost(name) || name.parse::<Ipv4Addr>().is_ok())
}

/// Whether this is `localhost` or a name below it. Those never leave the machine (RFC 6761).
fn is_localhost(name: &str) -> bool {
    let start = name.len().saturating_sub("localhost".len());
    let (Some(before), Some(last)) = (name.get(..start), name.get(start..)) else { return false };
    last.eq_ignore_ascii_case("localhost")
        && (before.is_empty() || (before.len() > 1 && before.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use axum::http::header::{HOST, ORIGIN};

    use super::AccessPolicy;
    use crate::config::Config;

    fn problem(headers: &HeaderMap) -> Option<&'static str> {
        AccessPolicy::default().problem(headers)
    }

    fn passes(host: Option<&str>, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.extend(host.map(|host| (HOST, host.parse().unwrap())));
        headers.extend(origin.map(|origin| (ORIGIN, origin.parse().unwrap())));
        problem(&headers).is_none()
    }

    #[test]
    fn local_names_and_addresses_pass() {
        for host in [
            "localhost",
            "localhost:4229",
            "LOCALHOST:1",
            "127.0.0.1:4229",
            "[::1]:4229",
            "[::1]",
            "10.0.0.7",
            "shop.localhost",
            "a.b.LocalHost:80",
        ] {
            assert!(passes(Some(host), None), "{host}");
        }
    }

    #[test]
    fn other_names_are_rejected() {
        for host in [
            "",
            "evil.example",
            "localhost.evil.example",
            "evillocalhost",
            ".localhost",
            "localhost.",
            "\u{fc}localhost",
            "127.0.0.1.evil.example",
            "[::1",
            "[x]:1",
            "::1",
            "127.0.0.1:x",
            "127.0.0.1@evil.example",
            "[::1]evil.example",
        ] {
            assert!(!passes(Some(host), None), "{host}");
        }
        assert!(!passes(None, None));
    }

    #[test]
    fn embedding_by_another_site_is_rejected_but_a_link_passes() {
        let passes = |site: &str, mode: &str| {
            let headers =
                [("host", "localhost"), ("sec-fetch-site", site), ("sec-fetch-mode", mode)];
            let headers = headers.map(|(name, value)| {
                (name.parse::<super::HeaderName>().unwrap(), value.parse().unwrap())
            });
            problem(&headers.into_iter().collect()).is_none()
        };
        assert!(passes("same-origin", "cors") && passes("none", "navigate"));
        assert!(passes("cross-site", "navigate"));
        for mode in ["no-cors", "cors", "websocket", "same-origin"] {
            assert!(!passes("cross-site", mode) && !passes("same-site", mode), "{mode}");
        }
    }

    #[test]
    fn only_the_own_origin_passes() {
        let host = Some("127.0.0.1:4229");
        assert!(passes(host, Some("http://127.0.0.1:4229")));
        for origin in
            ["null", "", "http://127.0.0.1:4230", "https://127.0.0.1:4229", "http://evil.example"]
        {
            assert!(!passes(host, Some(origin)), "{origin}");
        }
    }
    #[test]
    fn allowed_names_and_origins_pass() {
        let policy = AccessPolicy::new(&Config {
            allow_hosts: vec!["emulator".to_owned()],
            cors: vec!["http://localhost:3000".to_owned()],
            ..Config::default()
        });
        let passes = |host: &str, origin: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, host.parse().unwrap());
            headers.insert("sec-fetch-site", "cross-site".parse().unwrap());
            headers.insert("sec-fetch-mode", "navigate".parse().unwrap());
            if let Some(origin) = origin {
                headers.insert(ORIGIN, origin.parse().unwrap());
                headers.insert("sec-fetch-mode", "cors".parse().unwrap());
            }
            policy.problem(&headers).is_none()
        };
        for host in ["emulator", "Emulator:4229"] {
            assert!(passes(host, None), "{host}");
        }
        for host in ["emulator.example", "xemulator", "emulator:x", "emulator:", "[emulator]"] {
            assert!(!passes(host, None), "{host}");
        }
        assert!(passes("emulator:4229", Some("http://localhost:3000")));
        assert!(!passes("evil.example", Some("http://localhost:3000")));
        for origin in ["http://localhost:3001", "https://localhost:3000", "http://localhost:3000/"]
        {
            assert!(!passes("127.0.0.1:4229", Some(origin)), "{origin}");
        }
        // With TLS in front. The browser says that the request is of the same origin.
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "emulator".parse().unwrap());
        headers.insert(ORIGIN, "https://emulator".parse().unwrap());
        assert!(policy.problem(&headers).is_none());
    }
}
