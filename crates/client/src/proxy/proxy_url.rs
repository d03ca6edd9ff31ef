//! The URL of a proxy, from an environment variable.

use std::ffi::OsStr;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use reqwest::Url;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use crate::base_url::is_local;

/// An HTTP proxy, reached in plain text or over TLS.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyUrl {
    variable: &'static str,
    /// Without credentials.
    url: Url,
    /// `Proxy-Authorization`, from the credentials of the URL.
    authorization: Option<HeaderValue>,
}

/// A variable is set, and its value is not the URL of an HTTP proxy. The value may hold a password,
/// so it is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unusable {
    variable: &'static str,
}

impl ProxyUrl {
    /// Parses a URL. The default scheme is `http`.
    ///
    /// # Errors
    /// [`Unusable`] if the URL has another scheme, has no host, or holds characters that must be
    /// percent-encoded.
    pub fn parse(variable: &'static str, value: &OsStr) -> Result<Self, Unusable> {
        let text = value.to_str().filter(|text| text.bytes().all(|byte| byte.is_ascii_graphic()));
        text.and_then(|text| Self::read(variable, text)).ok_or(Unusable { variable })
    }

    fn read(variable: &'static str, text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
            return None;
        }
        // The URL parser reads `\` as `/`, skips further slashes, and decodes a host.
        let authority = rest.split(['/', '?', '#']).next()?;
        let (_, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        if host.is_empty() || host.contains('%') || rest.contains('\\') {
            return None;
        }
        let mut url = Url::parse(&format!("{scheme}://{rest}")).ok()?;
        // A `/`, `?` or `#` in the credentials is not encoded, so a part of them was read as the
        // host.
        let after_host = [Some(url.path()), url.query(), url.fragment()];
        if after_host.into_iter().flatten().any(|part| part.contains('@')) {
            return None;
        }
        url.set_path("");
        url.set_query(None);
        url.set_fragment(None);
        let has_credentials = !url.username().is_empty() || url.password().is_some();
        let authorization = if has_credentials { Some(basic_auth(&url)?) } else { None };
        url.set_username("").ok()?;
        url.set_password(None).ok()?;
        // The HTTP client silently uses no proxy if it cannot read the URL.
        url.as_str().parse::<hyper::Uri>().ok()?.host()?;
        Some(Self { variable, url, authorization })
    }

    /// The variable that holds it.
    #[must_use]
    pub const fn variable(&self) -> &'static str {
        self.variable
    }

    /// Whether TLS protects the connection to it.
    pub(crate) fn is_secure(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether it is on this machine or a local network, where plain text may go.
    #[must_use]
    pub fn is_near(&self) -> bool {
        self.url.host().is_some_and(|host| is_local(&host))
    }

    /// The proxy for all requests of an HTTP client.
    ///
    /// # Errors
    /// None, because the URL was checked.
    pub fn for_client(&self) -> reqwest::Result<reqwest::Proxy> {
        let proxy = reqwest::Proxy::all(self.url.clone())?;
        Ok(match &self.authorization {
            Some(authorization) => proxy.custom_http_auth(authorization.clone()),
            None => proxy,
        })
    }
}

/// The value of `Proxy-Authorization` (RFC 7617). `None` if no header can hold it, which does not
/// happen with base64.
fn basic_auth(url: &Url) -> Option<HeaderValue> {
    let mut credentials = Zeroizing::new(Vec::new());
    credentials.extend(percent_decode_str(url.username()));
    credentials.push(b':');
    credentials.extend(percent_decode_str(url.password().unwrap_or_default()));
    let text = Zeroizing::new(format!("Basic {}", STANDARD.encode(&*credentials)));
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

impl fmt::Debug for ProxyUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ProxyUrl").field("variable", &self.variable).finish_non_exhaustive()
    }
}

impl Unusable {
    /// The variable that was set.
    #[must_use]
    pub const fn variable(&self) -> &'static str {
        self.variable
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variable = self.variable;
        write!(
            formatter,
            "{variable} is set, but its value is not the URL of an http or https proxy, such as \
             http://user:password@proxy.example:3128. Use only visible ASCII characters and no \
             spaces, and percent-encode all others. SOCKS is not supported. Nothing was sent."
        )
    }
}

impl std::error::Error for Unusable {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CallError;

    fn parse(value: &str) -> Result<ProxyUrl, Unusable> {
        ProxyUrl::parse("HTTPS_PROXY", OsStr::new(value))
    }

    fn credentials(value: &str) -> Option<Vec<u8>> {
        let authorization = parse(value).expect(value).authorization?;
        assert!(authorization.is_sensitive());
        let encoded = authorization.to_str().expect("ASCII").strip_prefix("Basic ");
        Some(STANDARD.decode(encoded.expect("the scheme")).expect("base64"))
    }

    #[test]
    fn proxies_have_a_scheme_and_a_host() {
        for (value, url) in [
            ("http://proxy:3128", "http://proxy:3128/"),
            ("proxy:3128", "http://proxy:3128/"),
            ("proxy", "http://proxy/"),
            ("user:secret@proxy:3128", "http://proxy:3128/"),
            ("HTTPS://Proxy.Example", "https://proxy.example/"),
            ("http://[::1]:3128/", "http://[::1]:3128/"),
            ("http://proxy:3128/path?query#fragment", "http://proxy:3128/"),
        ] {
            let proxy = parse(value).expect(value);
            assert_eq!(proxy.url.as_str(), url);
            assert_eq!(proxy.is_secure(), url.starts_with("https"));
            assert!(proxy.for_client().is_ok());
        }
    }

    #[test]
    fn other_values_are_unusable() {
        for value in [
            "::::",
            "://",
            "//",
            "http://",
            "http:///proxy",
            "http://user:canary@",
            "http://:3128",
            "http://proxy:port",
            "http://proxy:99999",
            " http://proxy",
            "http://proxy ",
            "http://user:can ary@proxy",
            "http://user:canary\n@proxy",
            "http://user:canary\0@proxy",
            "http://user:canäry@proxy",
            "http://bücher.example",
            "http://pro\"xy",
            "http://%70roxy",
            "http://Z%C3%BC",
            "socks5://user:canary@proxy:1080",
            "socks5h://proxy",
            "ftp://proxy",
            "file:///proxy",
            "http://user\\:canary@proxy",
            "http://can/ary@proxy",
            "http://can?ary@proxy",
            "http://can#ary@proxy",
            "user:can/ary@proxy",
        ] {
            let unusable = parse(value).expect_err(value);
            let text = format!("{unusable} {unusable:?} {}", CallError::from(unusable).to_json());
            assert!(text.starts_with("HTTPS_PROXY is set, "), "{text}");
            assert!(!text.contains("can"), "{text}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_not_unicode_is_unusable() {
        use std::os::unix::ffi::OsStrExt;
        let value = OsStr::from_bytes(b"http://user:\xff@proxy");
        assert!(ProxyUrl::parse("ALL_PROXY", value).is_err());
    }

    #[test]
    fn credentials_are_decoded() {
        for (value, expected) in [
            ("http://user:canary@proxy", Some("user:canary")),
            ("http://user@proxy", Some("user:")),
            ("http://:canary@proxy", Some(":canary")),
            ("http://user:p@ss@proxy", Some("user:p@ss")),
            ("http://user:p:ss@proxy", Some("user:p:ss")),
            ("http://us%40er:p%3Ass%25%41@proxy", Some("us@er:p:ss%A")),
            ("http://user:100%@proxy", Some("user:100%")),
            ("http://proxy", None),
            ("http://@proxy", None),
        ] {
            assert_eq!(credentials(value).as_deref(), expected.map(str::as_bytes), "{value}");
        }
        assert_eq!(credentials("http://u:%ff@proxy").as_deref(), Some(&b"u:\xff"[..]));
    }

    #[test]
    fn near_proxies_are_on_this_machine_or_network() {
        for proxy in [
            "http://127.0.0.1:3128",
            "10.0.0.7:3128",
            "http://user:pw@proxy:8080",
            "proxy.internal:1",
        ] {
            assert!(parse(proxy).expect(proxy).is_near(), "{proxy}");
        }
        for proxy in ["http://proxy.example.com:3128", "203.0.113.9:3128"] {
            assert!(!parse(proxy).expect(proxy).is_near(), "{proxy}");
        }
    }
}
