//! Rejects requests of foreign web pages to the control API, which needs no key.
//!
//! A page whose host name resolves to this machine (DNS rebinding) sends that name as `Host`. A
//! page that sends cross-origin requests sends its own `Origin`. Both are rejected.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// Returns why the request must be rejected, or `None`.
pub fn problem(headers: &HeaderMap) -> Option<&'static str> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let Some(host) = text(HOST).filter(|host| is_local_name(host)) else {
        return Some("Control routes require localhost or an IP address as Host.");
    };
    // A foreign page that embeds a response sends no `Origin`, but browsers mark the request.
    let is_embedded = text(FETCH_SITE)
        .is_some_and(|site| site == "cross-site" || site == "same-site")
        && text(FETCH_MODE).is_none_or(|mode| mode != "navigate");
    if is_embedded {
        return Some("Control routes reject requests from other sites.");
    }
    match text(ORIGIN) {
        Some(origin) if !is_own_origin(origin, host) => {
            Some("Control routes reject every Origin except the emulator's own.")
        }
        _ => None,
    }
}

fn is_own_origin(origin: &str, host: &str) -> bool {
    origin.strip_prefix("http://").is_some_and(|origin| origin.eq_ignore_ascii_case(host))
}

fn is_local_name(host: &str) -> bool {
    let (name, port) = if let Some(rest) = host.strip_prefix('[') {
        let Some((address, port)) = rest.split_once(']') else { return false };
        if address.parse::<Ipv6Addr>().is_err() {
            return false;
        }
        (None, port)
    } else {
        let end = host.find(':').unwrap_or(host.len());
        (Some(&host[..end]), &host[end..])
    };
    let port_is_plain =
        port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    port_is_plain
        && name.is_none_or(|name| {
            name.eq_ignore_ascii_case("localhost") || name.parse::<Ipv4Addr>().is_ok()
        })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use axum::http::header::{HOST, ORIGIN};

    use super::problem;

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
}
