//! Chooses the proxy of a request, by the environment variables that name proxies.
//!
//! The variables are read once per process: see [`crate::environment`]. The C library's name lookup
//! reads variables such as `RES_OPTIONS` by itself: see [`crate::dns`].

mod no_proxy;
mod proxy_url;

use std::env;
use std::ffi::OsString;
use std::sync::OnceLock;

use url::Host;

use self::no_proxy::NoProxy;
pub use self::proxy_url::{ProxyUrl, Unusable};
use crate::base_url::BaseUrl;

/// The upper-case name comes first. A variable that is set overrides the other, even if it is
/// empty.
type Names = [&'static str; 2];

const HTTP: Names = ["HTTP_PROXY", "http_proxy"];
const HTTPS: Names = ["HTTPS_PROXY", "https_proxy"];
const ALL: Names = ["ALL_PROXY", "all_proxy"];
const EXCEPTIONS: Names = ["NO_PROXY", "no_proxy"];
/// Set in a CGI process. There, `HTTP_PROXY` is the value of a request header named `Proxy`.
const CGI: &str = "REQUEST_METHOD";

/// The value of a variable. `None` if it is not set, or empty.
type Setting = Option<Result<ProxyUrl, Unusable>>;

/// The proxies that the environment names.
#[derive(Debug)]
pub struct Proxies {
    http: Setting,
    https: Setting,
    all: Setting,
    exceptions: NoProxy,
}

/// How requests reach an origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Without a proxy.
    Direct,
    /// Through this proxy.
    Via(ProxyUrl),
}

impl Proxies {
    /// The proxies of this process, as its variables were at the first call. The first call must
    /// come from a thread that runs JavaScript. Later calls read nothing.
    pub(crate) fn of_process() -> &'static Self {
        static PROXIES: OnceLock<Proxies> = OnceLock::new();
        PROXIES.get_or_init(|| Self::new(|name| env::var_os(name)))
    }

    /// The proxies of the variables whose values `read` returns.
    #[must_use]
    pub fn new(read: impl Fn(&str) -> Option<OsString>) -> Self {
        let first = |names: Names| {
            let set = names.into_iter().find_map(|name| read(name).map(|value| (name, value)));
            set.filter(|(_, value)| !value.is_empty())
        };
        let setting =
            |names| first(names).map(|(variable, value)| ProxyUrl::parse(variable, &value));
        Self {
            http: if read(CGI).is_some() { None } else { setting(HTTP) },
            https: setting(HTTPS),
            all: setting(ALL),
            exceptions: first(EXCEPTIONS)
                .map(|(_, value)| NoProxy::parse(&value.to_string_lossy()))
                .unwrap_or_default(),
        }
    }

    /// How requests reach the origin of `base_url`. Loopback needs no proxy. Plain text goes only
    /// through a proxy on a local network, because a proxy further away would see the key.
    ///
    /// # Errors
    /// [`Unusable`] if a variable applies and is not the URL of a proxy. Going without a proxy
    /// would be a wrong guess.
    pub fn route(&self, base_url: &BaseUrl) -> Result<Route, Unusable> {
        if base_url.is_loopback() || self.exceptions.matches(base_url.as_url()) {
            return Ok(Route::Direct);
        }
        let own = if base_url.is_secure() { &self.https } else { &self.http };
        match own.as_ref().or(self.all.as_ref()) {
            Some(Err(unusable)) => Err(*unusable),
            Some(Ok(proxy)) if base_url.is_secure() || proxy.is_near() => {
                Ok(Route::Via(proxy.clone()))
            }
            Some(Ok(_)) | None => Ok(Route::Direct),
        }
    }

    /// The variable that names the proxy for `https:`, or the one that would.
    pub(crate) fn variable_for_https(&self) -> &'static str {
        match self.https.as_ref().or(self.all.as_ref()) {
            Some(Ok(proxy)) => proxy.variable(),
            Some(Err(unusable)) => unusable.variable(),
            None => HTTPS[0],
        }
    }
}

/// How requests of this process reach the origin of `base_url`. Loopback reads no variable.
///
/// # Errors
/// The errors of [`Proxies::route`].
pub(crate) fn route(base_url: &BaseUrl) -> Result<Route, Unusable> {
    if base_url.is_loopback() { Ok(Route::Direct) } else { Proxies::of_process().route(base_url) }
}

/// Whether a connection uses TLS: to the service, or to a proxy.
pub(crate) fn may_use_tls(base_url: &BaseUrl) -> bool {
    speaks_tls(base_url, &route(base_url))
}

fn speaks_tls(base_url: &BaseUrl, route: &Result<Route, Unusable>) -> bool {
    base_url.is_secure() || matches!(route, Ok(Route::Via(proxy)) if proxy.is_secure())
}

/// Whether a name is looked up: that of the service, or of a proxy.
pub(crate) fn may_look_up_names(base_url: &BaseUrl) -> bool {
    has_names(base_url, &route(base_url))
}

fn has_names(base_url: &BaseUrl, route: &Result<Route, Unusable>) -> bool {
    let named = matches!(base_url.as_url().host(), Some(Host::Domain(_)));
    named || matches!(route, Ok(Route::Via(_)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECURE: &str = "https://api.example.com/v1";
    const PLAIN: &str = "http://emulator:4229/v1";

    fn proxies(variables: &[(&str, &str)]) -> Proxies {
        Proxies::new(|name| {
            let mut values = variables.iter().filter(|(set, _)| *set == name);
            values.next().map(|(_, value)| OsString::from(value))
        })
    }

    /// The variable that names the proxy in use, or nothing.
    fn used(base_url: &str, variables: &[(&str, &str)]) -> Option<&'static str> {
        match route(base_url, variables).expect("a route") {
            Route::Direct => None,
            Route::Via(proxy) => Some(proxy.variable()),
        }
    }

    fn route(base_url: &str, variables: &[(&str, &str)]) -> Result<Route, Unusable> {
        proxies(variables).route(&BaseUrl::parse(base_url).expect("a base URL"))
    }

    #[test]
    fn each_scheme_has_its_proxy_before_that_for_all() {
        let near = "http://10.0.0.1:3128";
        let [http, https, all] = [("HTTP_PROXY", near), ("HTTPS_PROXY", near), ("ALL_PROXY", near)];
        for (base_url, variables, expected) in [
            (SECURE, vec![], None),
            (SECURE, vec![http], None),
            (SECURE, vec![http, https, all], Some("HTTPS_PROXY")),
            (SECURE, vec![all], Some("ALL_PROXY")),
            (SECURE, vec![("https_proxy", near)], Some("https_proxy")),
            (SECURE, vec![("HTTPS_PROXY", ""), all], Some("ALL_PROXY")),
            (SECURE, vec![("HTTPS_PROXY", ""), ("https_proxy", near)], None),
            (SECURE, vec![("https_proxy", near), https], Some("HTTPS_PROXY")),
            (PLAIN, vec![https], None),
            (PLAIN, vec![http, https, all], Some("HTTP_PROXY")),
            (PLAIN, vec![("all_proxy", near)], Some("all_proxy")),
        ] {
            assert_eq!(used(base_url, &variables), expected, "{base_url} {variables:?}");
        }
    }

    #[test]
    fn what_a_route_needs_is_known_ahead() {
        let near = "http://10.0.0.1";
        for (base_url, proxy, tls, names) in [
            ("https://api.example.com", None, true, true),
            ("https://203.0.113.9", None, true, false),
            ("https://203.0.113.9", Some("http://10.0.0.9"), true, true),
            ("https://203.0.113.9", Some("::::"), true, false),
            ("http://emulator", None, false, true),
            (near, None, false, false),
            (near, Some("http://10.0.0.9"), false, true),
            (near, Some("https://10.0.0.9"), true, true),
            ("http://127.0.0.1:1", Some("https://10.0.0.9"), false, false),
        ] {
            let variables: Vec<_> = proxy.map(|proxy| ("ALL_PROXY", proxy)).into_iter().collect();
            let route = route(base_url, &variables);
            let base_url = BaseUrl::parse(base_url).expect("a base URL");
            assert_eq!(speaks_tls(&base_url, &route), tls, "{} {proxy:?}", base_url.as_str());
            assert_eq!(has_names(&base_url, &route), names, "{} {proxy:?}", base_url.as_str());
        }
    }

    #[test]
    fn the_variable_that_counts_is_known_by_name() {
        for (variables, expected) in [
            (vec![], "HTTPS_PROXY"),
            (vec![("https_proxy", "proxy:1")], "https_proxy"),
            (vec![("all_proxy", "proxy:1")], "all_proxy"),
            (vec![("ALL_PROXY", "::::")], "ALL_PROXY"),
        ] {
            assert_eq!(proxies(&variables).variable_for_https(), expected);
        }
    }

    #[test]
    fn loopback_and_exceptions_go_directly() {
        let everywhere = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].map(|name| (name, "::::"));
        for base_url in ["http://localhost:1", "https://127.0.0.1:1", "https://[::1]"] {
            assert_eq!(used(base_url, &everywhere), None, "{base_url}");
        }
        let [_, https, _] = everywhere;
        for no in ["NO_PROXY", "no_proxy"] {
            assert_eq!(used(SECURE, &[https, (no, "example.com")]), None);
        }
    }

    #[test]
    fn plain_text_goes_only_through_a_near_proxy() {
        for near in ["http://proxy:8080", "127.0.0.1:1", "https://proxy.internal"] {
            assert_eq!(used(PLAIN, &[("HTTP_PROXY", near)]), Some("HTTP_PROXY"), "{near}");
        }
        for far in ["http://proxy.example.com:3128", "203.0.113.9:3128"] {
            assert_eq!(used(PLAIN, &[("HTTP_PROXY", far)]), None, "{far}");
            assert_eq!(used(PLAIN, &[("ALL_PROXY", far)]), None, "{far}");
        }
    }

    #[test]
    fn a_cgi_process_ignores_what_a_header_can_set() {
        let near = "http://10.0.0.1:3128";
        let cgi = ("REQUEST_METHOD", "POST");
        assert_eq!(used(PLAIN, &[cgi, ("HTTP_PROXY", near)]), None);
        assert_eq!(used(SECURE, &[cgi, ("HTTPS_PROXY", near)]), Some("HTTPS_PROXY"));
    }

    #[test]
    fn an_unusable_value_counts_only_where_it_applies() {
        let variable = |result: Result<Route, Unusable>| result.expect_err("unusable").variable();
        assert_eq!(variable(route(SECURE, &[("https_proxy", "::::")])), "https_proxy");
        assert_eq!(variable(route(SECURE, &[("ALL_PROXY", "::::")])), "ALL_PROXY");
        assert_eq!(variable(route(PLAIN, &[("HTTP_PROXY", "socks5://proxy:1")])), "HTTP_PROXY");
        assert_eq!(used(SECURE, &[("HTTP_PROXY", "::::")]), None);
        let usable = ("HTTPS_PROXY", "http://proxy:1");
        assert_eq!(used(SECURE, &[usable, ("ALL_PROXY", "::::")]), Some("HTTPS_PROXY"));
    }

    proptest! {
        #[test]
        fn any_values_give_a_route_or_name_a_variable(
            proxy in prop_oneof![any::<String>(), "(https?://)?[ -~]{0,9}canary[ -~]{0,9}@proxy"],
            exceptions: String,
        ) {
            let variables = [("HTTPS_PROXY", proxy.as_str()), ("NO_PROXY", exceptions.as_str())];
            let proxies = proxies(&variables);
            let route = proxies.route(&BaseUrl::parse(SECURE).expect("a base URL"));
            if let Err(unusable) = &route {
                prop_assert_eq!(unusable.variable(), "HTTPS_PROXY");
                prop_assert!(!unusable.to_string().contains("canary"));
            }
            let debug = format!("{route:?} {:?}", proxies.https);
            prop_assert!(!debug.contains("canary"), "{}", debug);
        }
    }
}
