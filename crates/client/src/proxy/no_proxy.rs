//! The hosts of `NO_PROXY`, which are reached without a proxy.
//!
//! There is no standard for it. These are the forms that curl, Go and Python accept. An entry of
//! another form matches nothing.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};
use reqwest::Url;
use url::Host;

/// Entries, separated by commas or blanks.
#[derive(Debug, Default)]
pub(super) struct NoProxy(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    hosts: Hosts,
    /// `None` for every port.
    port: Option<u16>,
}

#[derive(Debug)]
enum Hosts {
    All,
    /// A name in lower case, and all its subdomains.
    Domain(String),
    /// One address, or a range of them.
    Network(IpNet),
}

impl NoProxy {
    #[must_use]
    pub(super) fn parse(list: &str) -> Self {
        let entries = list.split(|char: char| char == ',' || char.is_whitespace());
        Self(entries.filter_map(Entry::parse).collect())
    }

    /// Whether an entry matches the host of `url` and its port, or the default port of the scheme.
    #[must_use]
    pub(super) fn matches(&self, url: &Url) -> bool {
        let port = url.port_or_known_default();
        url.host().is_some_and(|host| {
            self.0.iter().any(|entry| {
                entry.port.is_none_or(|only| port == Some(only)) && entry.hosts.include(&host)
            })
        })
    }
}

impl Entry {
    fn parse(text: &str) -> Option<Self> {
        let any_port = |hosts| Self { hosts, port: None };
        if let Some(bracketed) = text.strip_prefix('[') {
            let (address, rest) = bracketed.split_once(']')?;
            let hosts = Hosts::address(IpAddr::V6(address.parse().ok()?));
            return match rest.strip_prefix(':') {
                Some(digits) => Some(Self { hosts, port: Some(port(digits)?) }),
                None => rest.is_empty().then(|| any_port(hosts)),
            };
        }
        if let Some(hosts) = Hosts::parse(text) {
            return Some(any_port(hosts));
        }
        let (hosts, digits) = text.rsplit_once(':')?;
        Some(Self { port: Some(port(digits)?), hosts: Hosts::parse(hosts)? })
    }
}

/// Only digits. The number parser would accept a sign too.
fn port(digits: &str) -> Option<u16> {
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

impl Hosts {
    fn parse(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self::All);
        }
        let text = text.trim_end_matches('.');
        if let Ok(address) = text.parse() {
            return Some(Self::address(address));
        }
        if let Ok(network) = text.parse() {
            return Some(Self::Network(canonical(network)));
        }
        let name = text.strip_prefix('*').filter(|rest| rest.starts_with('.')).unwrap_or(text);
        let name = name.strip_prefix('.').unwrap_or(name);
        let is_name = !name.is_empty() && !name.contains(['*', '/', ':', '[', ']']);
        is_name.then(|| Self::Domain(name.to_ascii_lowercase()))
    }

    fn address(address: IpAddr) -> Self {
        Self::Network(address.to_canonical().into())
    }

    fn include(&self, host: &Host<&str>) -> bool {
        match (self, host) {
            (Self::All, _) => true,
            (Self::Domain(domain), Host::Domain(name)) => {
                let above = name.trim_end_matches('.').strip_suffix(domain.as_str());
                above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
            }
            (Self::Network(network), Host::Ipv4(address)) => {
                network.contains(&IpAddr::V4(*address))
            }
            (Self::Network(network), Host::Ipv6(address)) => {
                network.contains(&IpAddr::V6(*address).to_canonical())
            }
            _ => false,
        }
    }
}

/// Turns a range of IPv4-mapped IPv6 addresses into a range of IPv4 addresses (RFC 4291, section
/// 2.5.5.2).
fn canonical(network: IpNet) -> IpNet {
    let IpNet::V6(v6) = network else { return network };
    let mapped = v6.addr().to_ipv4_mapped().zip(v6.prefix_len().checked_sub(96));
    match mapped.map(|(address, length)| Ipv4Net::new(address, length)) {
        Some(Ok(v4)) => IpNet::V4(v4),
        _ => network,
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use proptest::prelude::*;

    use super::*;

    fn matches(list: &str, url: &str) -> bool {
        NoProxy::parse(list).matches(&Url::parse(url).expect("a URL"))
    }

    #[test]
    fn entries_match_what_they_name() {
        for (list, url) in [
            ("*", "https://api.example.com"),
            ("*", "https://203.0.113.9"),
            ("*", "https://[2001:db8::1]"),
            ("example.com", "https://example.com"),
            ("example.com", "https://api.example.com:8443"),
            ("api.EXAMPLE.com", "https://API.example.com"),
            (".example.com", "https://api.example.com"),
            (".example.com", "https://example.com"),
            ("*.example.com", "https://api.example.com"),
            ("*.example.com", "https://example.com"),
            ("example.com.", "https://api.example.com"),
            ("example.com", "https://api.example.com."),
            ("*.example.com.", "https://api.example.com."),
            ("other.test,example.com", "https://api.example.com"),
            ("other.test example.com", "https://api.example.com"),
            (" other.test ,\t example.com\n", "https://api.example.com"),
            (",,::::,example.com", "https://api.example.com"),
            ("example.com:443", "https://api.example.com"),
            ("example.com:80", "http://api.example.com"),
            ("example.com:8443", "https://api.example.com:8443"),
            ("*.example.com:8443", "https://api.example.com:8443"),
            ("example.com.:8443", "https://api.example.com:8443"),
            ("*:8443", "https://api.example.com:8443"),
            ("10.1.2.3", "https://10.1.2.3"),
            ("10.1.2.3.", "https://10.1.2.3"),
            ("10.1.2.3:8443", "https://10.1.2.3:8443"),
            ("10.0.0.0/8", "https://10.1.2.3"),
            ("10.9.9.9/8", "https://10.1.2.3"),
            ("0.0.0.0/0", "https://10.1.2.3"),
            ("::ffff:10.1.2.3", "https://10.1.2.3"),
            ("::ffff:10.0.0.0/104", "https://10.1.2.3"),
            ("10.0.0.0/8", "https://[::ffff:10.1.2.3]"),
            ("[2001:db8::1]", "https://[2001:db8::1]:8443"),
            ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
            ("[2001:DB8:0::1]:443", "https://[2001:db8::1]"),
            ("2001:db8::1", "https://[2001:db8::1]"),
            ("2001:db8::/32", "https://[2001:db8::1]"),
        ] {
            assert!(matches(list, url), "{list} {url}");
        }
    }

    #[test]
    fn entries_match_nothing_else() {
        for (list, url) in [
            ("", "https://api.example.com"),
            (" , ", "https://api.example.com"),
            (".", "https://api.example.com"),
            ("*.", "https://api.example.com"),
            ("..", "https://api.example.com"),
            ("ample.com", "https://example.com"),
            ("pi.example.com", "https://api.example.com"),
            ("api.example.com", "https://example.com"),
            ("ap*.example.com", "https://api.example.com"),
            ("*example.com", "https://api.example.com"),
            ("*.*", "https://api.example.com"),
            ("https://api.example.com", "https://api.example.com"),
            ("api.example.com/v1", "https://api.example.com/v1"),
            ("example.com:80", "https://api.example.com"),
            ("example.com:443", "https://api.example.com:8443"),
            ("example.com:", "https://api.example.com"),
            ("example.com:+443", "https://api.example.com"),
            ("example.com:65979", "https://api.example.com"),
            ("10.1.2.3:443", "https://10.1.2.3:8443"),
            ("10.1.2.3", "https://10.1.2.30"),
            ("1.2.3", "https://10.1.2.3"),
            ("10.0.0.0/33", "https://10.1.2.3"),
            ("10.0.0.0/-1", "https://10.1.2.3"),
            ("10.1.2.3", "https://10.1.2.3.example.com"),
            ("::/0", "https://10.1.2.3"),
            ("0.0.0.0/0", "https://[2001:db8::1]"),
            ("[2001:db8::1]:443", "https://[2001:db8::1]:8443"),
            ("[2001:db8::1", "https://[2001:db8::1]"),
            ("[2001:db8::1]x", "https://[2001:db8::1]"),
            ("[10.1.2.3]", "https://10.1.2.3"),
            ("b\u{fc}cher.example", "https://xn--bcher-kva.example"),
        ] {
            assert!(!matches(list, url), "{list} {url}");
        }
    }

    #[test]
    fn a_long_list_takes_no_longer_than_its_length() {
        let list = "a.".repeat(500_000) + &",a.example.com:1".repeat(100_000) + ",example.com";
        let began = std::time::Instant::now();
        assert!(matches(&list, "https://api.example.com"));
        assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
    }

    proptest! {
        #[test]
        fn any_list_gives_an_answer(list in ".{0,40}", more in "[-*.:/0-9a-f, \\[\\]]{0,40}") {
            for list in [&list, &more] {
                matches(list, "https://api.example.com");
                matches(list, "https://[2001:db8::1]");
            }
        }

        #[test]
        fn a_name_matches_itself_and_below_in_every_form(
            name in "[a-z][a-z0-9]{0,9}(\\.[a-z]{2,5}){1,3}",
            below in "([a-z][a-z0-9]{0,5}\\.)?",
            before in "(|\\.|\\*\\.)",
            after in "\\.?",
            port: u16,
        ) {
            let url = format!("https://{below}{name}:{port}");
            let list = format!("x,{before}{name}{after}");
            prop_assert!(matches(&list, &url));
            let with_port = format!("{list}:{port}");
            prop_assert!(matches(&with_port, &url));
            let other = port ^ 1;
            let with_another = format!("{list}:{other}");
            prop_assert!(!matches(&with_another, &url));
            let longer = format!("https://x{name}:{port}");
            prop_assert!(!matches(&list, &longer));
        }

        #[test]
        fn an_address_is_in_the_ranges_around_it(v4: Ipv4Addr, v6: Ipv6Addr, length in 0u8..=32) {
            let (v4_url, v6_url) = (format!("https://{v4}"), format!("https://[{v6}]"));
            let v4_range = format!("{v4}/{length}");
            let v6_range = format!("{v6}/{}", length * 4);
            let bracketed = format!("[{v6}]:443");
            prop_assert!(matches(&v4_range, &v4_url));
            prop_assert!(matches(&bracketed, &v6_url));
            if v6.to_ipv4_mapped().is_none() {
                prop_assert!(matches(&v6_range, &v6_url));
            }
        }
    }
}
