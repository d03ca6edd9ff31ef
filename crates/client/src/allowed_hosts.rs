//! The hosts that clients may connect to, by the environment variable `BAXVERIFY_ALLOW_HOSTS`.
//!
//! Test suites set it to `local`, so that no test can send a real SMS. A value that is not
//! understood allows no host.

use std::env;
use std::ffi::OsString;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::OnceLock;

use serde_json::Map;
use url::Host;

use crate::base_url::BaseUrl;
use crate::error::{CallError, Code, Outcome};
use crate::proxy::{self, Route, Unusable};

const VARIABLE: &str = "BAXVERIFY_ALLOW_HOSTS";

/// Stands for the hosts for which [`BaseUrl::is_loopback`] is true.
const LOCAL: &str = "local";

/// Bytes.
const LONGEST_VALUE: usize = 4096;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Entry {
    Local,
    Name(String),
    Address(IpAddr),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct AllowedHosts(Vec<Entry>);

/// Checks the host of a client. The value of the process applies, and `value` if there is one:
/// threads and sandboxes of test runners have their own copies of the environment.
///
/// # Errors
/// `BAXVERIFY_HOST_NOT_ALLOWED`.
pub(crate) fn check(base_url: &BaseUrl, value: Option<&str>) -> Result<(), CallError> {
    let of_process = of_process().map(|value| value.to_str().unwrap_or_default());
    [of_process, value]
        .into_iter()
        .flatten()
        .try_for_each(|value| check_value(base_url, value, proxy::route))
}

fn check_value(
    base_url: &BaseUrl,
    value: &str,
    route: impl FnOnce(&BaseUrl) -> Result<Route, Unusable>,
) -> Result<(), CallError> {
    let allowed = AllowedHosts::parse(value).ok_or_else(not_understood)?;
    if !allowed.contains(base_url) {
        return Err(refused(
            "baseUrl",
            format!(
                "baseUrl must have a host that the environment variable {VARIABLE} allows. \
                 Without baseUrl and BAXCLOUD_BASE_URL, the host is that of the real service."
            ),
        ));
    }
    // A proxy may send the request to another host.
    if let Ok(Route::Via(proxy)) = route(base_url) {
        let variable = proxy.variable();
        return Err(refused(
            variable,
            format!(
                "{VARIABLE} does not allow the proxy of the environment variable {variable}. Add \
                 the host of baseUrl to NO_PROXY."
            ),
        ));
    }
    Ok(())
}

/// The value when the first client was created. Code that runs later cannot lift it. See
/// [`crate::environment`] for the thread that reads it.
fn of_process() -> Option<&'static OsString> {
    static VALUE: OnceLock<Option<OsString>> = OnceLock::new();
    VALUE.get_or_init(|| env::var_os(VARIABLE)).as_ref()
}

impl AllowedHosts {
    /// Parses names and addresses without ports, separated by commas. Returns `None` for anything
    /// else, also for an empty value.
    fn parse(value: &str) -> Option<Self> {
        if value.len() > LONGEST_VALUE {
            return None;
        }
        value.split(',').map(|entry| Entry::parse(entry.trim())).collect::<Option<_>>().map(Self)
    }

    fn contains(&self, base_url: &BaseUrl) -> bool {
        let Some(host) = base_url.as_url().host() else { return false };
        let host = Entry::of(&host);
        self.0.iter().any(|entry| match entry {
            Entry::Local => base_url.is_loopback(),
            entry => *entry == host,
        })
    }
}

impl Entry {
    fn parse(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case(LOCAL) {
            return Some(Self::Local);
        }
        if let Ok(address) = text.parse::<Ipv6Addr>() {
            return Some(Self::Address(IpAddr::V6(address).to_canonical()));
        }
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
        if !text.bytes().all(is_plain) {
            return None;
        }
        let host = Host::parse(text).ok()?;
        let entry = match &host {
            Host::Domain(name) => Self::of(&Host::Domain(name.as_str())),
            Host::Ipv4(address) => Self::of(&Host::Ipv4(*address)),
            Host::Ipv6(address) => Self::of(&Host::Ipv6(*address)),
        };
        (entry != Self::Name(String::new())).then_some(entry)
    }

    /// The parser of URLs has written names in lower case.
    fn of(host: &Host<&str>) -> Self {
        match host {
            Host::Domain(name) => Self::Name(name.trim_end_matches('.').to_owned()),
            Host::Ipv4(address) => Self::Address((*address).into()),
            Host::Ipv6(address) => Self::Address(IpAddr::V6(*address).to_canonical()),
        }
    }
}

fn not_understood() -> CallError {
    refused(
        VARIABLE,
        format!(
            "The environment variable {VARIABLE} must be {LOCAL}, or a list of {LOCAL} and host \
             names without ports, separated by commas. With any other value, no host is allowed."
        ),
    )
}

/// Values are not repeated, because they may be secrets in the wrong place.
fn refused(field: &str, message: String) -> CallError {
    let mut details = Map::new();
    details.insert("field".to_owned(), field.into());
    CallError {
        details: Some(details),
        retryable: false,
        ..CallError::new(Code::HostNotAllowed, Outcome::NotSent, message)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SERVICE: &str = baxverify_wire::DEFAULT_BASE_URL;

    fn checked(value: &str, base_url: &str) -> Result<(), CallError> {
        let base_url = BaseUrl::parse(base_url).expect(base_url);
        check_value(&base_url, value, |_| Ok(Route::Direct))
    }

    fn allows(value: &str, base_url: &str) -> bool {
        match checked(value, base_url) {
            Ok(()) => true,
            Err(error) => {
                assert_eq!(error.code, Code::HostNotAllowed);
                assert_eq!(error.outcome, Outcome::NotSent);
                assert!(!error.retryable);
                assert_eq!(error.details.expect("details")["field"], "baseUrl", "{value}");
                false
            }
        }
    }

    #[test]
    fn without_a_value_every_host_is_allowed() {
        assert!(check(&BaseUrl::parse(SERVICE).expect("a URL"), None).is_ok());
    }

    #[test]
    fn local_means_loopback_in_every_notation() {
        for host in [
            "localhost",
            "LocalHost",
            "localhost.",
            "app.localhost",
            "127.0.0.1",
            "127.1",
            "127.255.255.254",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
        ] {
            for scheme in ["http", "https"] {
                assert!(allows("local", &format!("{scheme}://{host}:4229/v1")), "{host}");
            }
        }
        for url in [
            SERVICE,
            "https://API.baxcloud.tech./v1",
            "https://localhost.example.com",
            "https://notlocalhost",
            "https://localhost.baxcloud.tech",
            "https://127.0.0.1.nip.io",
            "https://16843009",
            "https://1.1.1.1",
            "https://0.0.0.0",
            "https://[::]",
            "https://[::ffff:1.1.1.1]",
            "https://[::127.0.0.1]",
            "https://[2606:4700::1]",
            "http://10.0.0.1",
            "http://192.168.0.1",
            "http://emulator",
            "http://local",
            "http://api.local",
            "http://api.test",
            "http://api.internal",
        ] {
            assert!(!allows("local", url), "{url}");
        }
    }

    #[test]
    fn names_and_addresses_are_allowed_exactly() {
        for (value, url) in [
            ("local,emulator", "http://emulator:4229/v1"),
            (" LOCAL , Emulator. ", "http://EMULATOR/v1"),
            ("local,emulator", "http://127.0.0.1:1"),
            ("10.0.0.7", "http://10.0.0.7:4229"),
            ("10.7", "http://10.0.0.7:4229"),
            ("::ffff:10.0.0.7", "http://10.0.0.7"),
            ("[fd00::7]", "http://[fd00:0::7]"),
            ("fd00::7", "http://[fd00::7]:1"),
            ("api.test", "https://api.test."),
            ("api.baxcloud.tech", SERVICE),
        ] {
            assert!(allows(value, url), "{value} {url}");
        }
        for (value, url) in [
            ("emulator", "http://127.0.0.1:1"),
            ("local,emulator", SERVICE),
            ("local,emulator", "http://my-emulator"),
            ("local,emulator", "http://emulator.local"),
            ("baxcloud.tech", SERVICE),
            ("api.baxcloud.tech.local", SERVICE),
            ("10.0.0.7", "http://10.0.0.70"),
            ("locall", "http://localhost"),
            ("none", SERVICE),
            ("0", SERVICE),
            ("false", SERVICE),
        ] {
            assert!(!allows(value, url), "{value} {url}");
        }
    }

    #[test]
    fn a_value_that_is_not_understood_allows_nothing() {
        let long = format!("local{}", ",a".repeat(LONGEST_VALUE));
        for value in [
            "",
            " ",
            ",",
            "local,",
            ",local",
            "local,,emulator",
            "*",
            "*.localhost",
            "local;emulator",
            "local emulator",
            "http://localhost",
            "localhost:4229",
            "localhost/v1",
            ".",
            "[::1",
            "10.0.0.0/8",
            "löcal",
            long.as_str(),
        ] {
            for url in [SERVICE, "http://127.0.0.1:1"] {
                let error = checked(value, url).expect_err(value);
                assert_eq!(error.code, Code::HostNotAllowed);
                assert_eq!(error.details.expect("details")["field"], VARIABLE, "{value}");
            }
        }
    }

    #[test]
    fn a_proxy_is_refused_by_the_name_of_its_variable() {
        let through_proxy = |base_url: &str| {
            let base_url = BaseUrl::parse(base_url).expect(base_url);
            check_value(&base_url, "local,emulator", |base_url| {
                let proxies = proxy::Proxies::new(|name| {
                    (name == "ALL_PROXY").then(|| "http://10.0.0.9:3128".into())
                });
                proxies.route(base_url)
            })
        };
        assert!(through_proxy("http://127.0.0.1:1").is_ok());
        let error = through_proxy("http://emulator").expect_err("refused");
        assert_eq!(error.code, Code::HostNotAllowed);
        assert_eq!(error.details.expect("details")["field"], "ALL_PROXY");
        assert!(error.message.contains("NO_PROXY") && !error.message.contains("10.0.0.9"));
    }

    proptest! {
        #[test]
        fn no_value_without_the_name_allows_the_service(
            value in prop_oneof![any::<String>(), "[a-z0-9.,:*\\[\\] -]{0,40}"],
        ) {
            prop_assert!(value.contains("baxcloud.tech") || checked(&value, SERVICE).is_err());
        }
    }
}
