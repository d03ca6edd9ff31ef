//! Which addresses an API key may be sent to.
//!
//! The key travels in a header, so plain `http:` is allowed only for this machine, for private
//! networks, and for names that the public DNS cannot hold.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use reqwest::Url;
use url::Host;

/// Suffixes that standards reserve for local use, so the public DNS never delegates them.
const LOCAL_SUFFIXES: [&str; 5] = ["localhost", "local", "internal", "test", "home.arpa"];

/// A checked base URL. It has no credentials, no query, no fragment, and no slash at the end.
#[derive(Clone, Debug)]
pub struct BaseUrl {
    url: Url,
    origin: Arc<str>,
    host: String,
    loopback: bool,
    secure: bool,
}

impl BaseUrl {
    /// # Errors
    /// Returns what was expected, to complete "must be …".
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const SHAPE: &str = "an absolute http(s) URL such as https://api.baxcloud.tech/v1, without credentials, query or fragment";
        let mut url = Url::parse(text).map_err(|_| SHAPE)?;
        let secure = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(SHAPE),
        };
        let host = url.host().ok_or(SHAPE)?;
        if !url.username().is_empty()
            || url.password().is_some()
            || url.query().is_some()
            || url.fragment().is_some()
        {
            return Err(SHAPE);
        }
        if !secure && !is_local(&host) {
            return Err("an https URL: http is only for localhost, private addresses and names \
                        without a public suffix (emulator, *.local, *.internal), because the API key \
                        must not be sent in plain text");
        }
        let loopback = is_loopback(&host);
        let host = host.to_string();
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        let origin = url.origin().ascii_serialization().into();
        Ok(Self { url, origin, host, loopback, secure })
    }

    /// The URL as text, without a slash at the end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    pub(crate) const fn as_url(&self) -> &Url {
        &self.url
    }

    /// The URL of `path` below this one. `path` begins with a slash.
    pub(crate) fn join(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(&format!("{}{path}", self.path()));
        url
    }

    /// Scheme, host, and the port if it is not the default of the scheme (RFC 6454).
    #[must_use]
    pub const fn origin(&self) -> &Arc<str> {
        &self.origin
    }

    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The path, such as `/v1`, or an empty string.
    pub(crate) fn path(&self) -> &str {
        self.url.path().trim_end_matches('/')
    }

    /// Whether TLS protects the connection.
    #[must_use]
    pub const fn is_secure(&self) -> bool {
        self.secure
    }

    /// Whether the host is this machine. A proxy would connect to itself instead.
    #[must_use]
    pub const fn is_loopback(&self) -> bool {
        self.loopback
    }
}

/// Whether plain text to this host stays off the public network.
#[must_use]
pub(crate) fn is_local(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => is_local_name(name),
        Host::Ipv4(address) => is_local_v4(*address),
        Host::Ipv6(address) => is_local_v6(*address),
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => IpAddr::V6(*address).to_canonical().is_loopback(),
    }
}

fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    if name.is_empty() {
        return false;
    }
    !name.contains('.')
        || LOCAL_SUFFIXES.iter().any(|suffix| {
            name.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
}

const fn is_local_v4(address: Ipv4Addr) -> bool {
    address.is_loopback() || address.is_private() || address.is_link_local()
}

const fn is_local_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_local_v4(mapped);
    }
    address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
}

#[cfg(test)]
mod tests {
    use super::BaseUrl;

    #[test]
    fn https_goes_anywhere() {
        for url in
            ["https://api.baxcloud.tech/v1", "https://203.0.113.9:8443/", "https://localhost"]
        {
            assert!(BaseUrl::parse(url).expect(url).is_secure());
        }
    }

    #[test]
    fn names_are_ascii() {
        assert!(BaseUrl::parse("https://bücher.example/v1").is_err());
        let url = BaseUrl::parse("https://xn--bcher-kva.example/v1").expect("a name");
        assert_eq!(url.host(), "xn--bcher-kva.example");
    }

    #[test]
    fn http_stays_local() {
        for url in [
            "http://localhost:4229/v1",
            "http://127.8.0.1/v1",
            "http://[::1]:1/v1",
            "http://[::ffff:10.0.0.1]/v1",
            "http://10.1.2.3/v1",
            "http://172.31.0.1/v1",
            "http://192.168.0.1/v1",
            "http://169.254.1.1/v1",
            "http://[fd00::1]/v1",
            "http://[fe80::1]/v1",
            "http://emulator:4229/v1",
            "http://otp.default.svc.cluster.local/v1",
            "http://baxverify.internal/v1",
            "http://app.localhost/v1",
            "HTTP://LOCALHOST/v1",
        ] {
            assert!(BaseUrl::parse(url).is_ok(), "{url}");
        }
        for url in [
            "http://api.baxcloud.tech/v1",
            "http://1.1.1.1/v1",
            "http://0x01010101/v1",
            "http://172.32.0.1/v1",
            "http://0.0.0.0/v1",
            "http://[2606:4700::1]/v1",
            "http://[::ffff:1.1.1.1]/v1",
            "http://localhost.example.com/v1",
            "http://notlocal.evillocal.com",
            "http://mylocal.co",
            "http://127.0.0.1.nip.io/v1",
            "http://baxcloud.tech./v1",
        ] {
            let refusal = BaseUrl::parse(url).expect_err(url);
            assert!(refusal.starts_with("an https URL"), "{url}: {refusal}");
        }
    }

    #[test]
    fn other_shapes_are_refused() {
        for url in [
            "",
            "api.baxcloud.tech/v1",
            "/v1",
            "ftp://localhost/",
            "file:///etc/passwd",
            "https://",
            "https://user@api.baxcloud.tech",
            "https://user:pw@api.baxcloud.tech",
            "https://api.baxcloud.tech/v1?key=1",
            "https://api.baxcloud.tech/v1#x",
        ] {
            assert!(BaseUrl::parse(url).is_err(), "{url}");
        }
    }

    #[test]
    fn slashes_at_the_end_go() {
        let url = BaseUrl::parse("http://localhost:4229/v1//").expect("valid");
        assert_eq!(url.as_str(), "http://localhost:4229/v1");
        assert_eq!(url.path(), "/v1");
        assert_eq!(url.join("/auth").as_str(), "http://localhost:4229/v1/auth");
        let bare = BaseUrl::parse("https://example.com").expect("valid");
        assert_eq!(bare.join("/auth").as_str(), "https://example.com/auth");
        assert_eq!(BaseUrl::parse("https://example.com").expect("valid").path(), "");
    }

    #[test]
    fn an_origin_has_no_path_and_no_default_port() {
        let origin = |url| BaseUrl::parse(url).expect(url).origin().to_string();
        assert_eq!(origin("https://Example.com:443/v1"), "https://example.com");
        assert_eq!(origin("https://example.com:8443/v1"), "https://example.com:8443");
        assert_eq!(origin("http://[::1]:80/v1/x"), "http://[::1]");
    }

    #[test]
    fn loopback_has_several_names() {
        for url in
            ["http://localhost:1", "https://127.0.0.1:1", "http://[::1]:1", "http://a.localhost"]
        {
            assert!(BaseUrl::parse(url).expect(url).is_loopback(), "{url}");
        }
        for url in ["http://emulator:1", "http://10.0.0.1", "https://api.baxcloud.tech"] {
            assert!(!BaseUrl::parse(url).expect(url).is_loopback(), "{url}");
        }
    }
}
