//! The configuration of a client, checked once.

use baxverify_wire::Route;
use bytes::Bytes;
use reqwest::Url;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT,
};
use zeroize::Zeroizing;

use crate::allowed_hosts;
use crate::base_url::BaseUrl;
use crate::error::CallError;
use crate::metadata::Described;

/// Characters.
pub(crate) const LONGEST_PROJECT_ID: usize = 256;
pub(crate) const LONGEST_API_KEY: usize = 512;
pub(crate) const LONGEST_BASE_URL: usize = 2048;

/// Options from outside. Their types are checked, their contents are not.
pub struct Options {
    /// Identifies the project. Visible ASCII, at most 256 characters.
    pub project_id: String,
    /// The API key. Visible ASCII, at most 512 characters.
    pub api_key: String,
    /// The base URL of the service, at most 2,048 characters. See [`BaseUrl`].
    pub base_url: String,
    /// The value of `BAXVERIFY_ALLOW_HOSTS` in the environment of the caller, if it is set.
    pub allowed_hosts: Option<String>,
    /// Such as `node/20.1.0; linux-x64`.
    pub platform: String,
}

/// A validated configuration.
pub struct Config {
    /// The checked base URL.
    pub base_url: BaseUrl,
    /// The URL of each route, in the order of [`Route::ALL`].
    urls: [Url; Route::ALL.len()],
    /// The headers of every request.
    pub headers: HeaderMap,
    /// To redact the key in responses that repeat it.
    pub(crate) api_key: Zeroizing<String>,
    /// Whether each success gets the id of its request.
    pub(crate) request_ids: bool,
}

impl Config {
    /// # Errors
    /// `BAXVERIFY_INVALID_ARGUMENT` with the name of the option. `BAXVERIFY_HOST_NOT_ALLOWED` if
    /// the environment does not allow the host.
    pub fn new(options: Options) -> Result<Self, CallError> {
        let api_key = Zeroizing::new(options.api_key);
        check_length("projectId", &options.project_id, LONGEST_PROJECT_ID)?;
        check_length("apiKey", &api_key, LONGEST_API_KEY)?;
        check_length("baseUrl", &options.base_url, LONGEST_BASE_URL)?;
        let base_url = BaseUrl::parse(&options.base_url)
            .map_err(|expected| CallError::invalid_argument("baseUrl", expected))?;
        allowed_hosts::check(&base_url, options.allowed_hosts.as_deref())?;
        check_token("projectId", &options.project_id)?;
        check_token("apiKey", &api_key)?;
        let project = HeaderValue::from_str(&options.project_id)
            .map_err(|_| CallError::invalid_argument("projectId", HEADER_TOKEN))?;

        let user_agent =
            format!("baxverify-node/{} ({})", env!("CARGO_PKG_VERSION"), options.platform);
        let user_agent = HeaderValue::from_str(&user_agent).unwrap_or(HeaderValue::from_static(
            concat!("baxverify-node/", env!("CARGO_PKG_VERSION")),
        ));

        let mut headers = HeaderMap::with_capacity(5);
        headers.insert(AUTHORIZATION, bearer(&api_key)?);
        headers.insert(HeaderName::from_static(baxverify_wire::PROJECT_HEADER), project);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, user_agent);
        let urls = Route::ALL.map(|route| base_url.join(route.path()));
        Ok(Self { base_url, urls, headers, api_key, request_ids: false })
    }

    /// Finds the id of the request for each success, which costs some microseconds. For logs.
    #[must_use]
    pub const fn with_request_ids(mut self, request_ids: bool) -> Self {
        self.request_ids = request_ids;
        self
    }

    /// Redacts the metadata of a response for a caller that asks for it. Returns the JSON text of
    /// `{ requestId, headers }`.
    ///
    /// `text` is what [`Success::into_text`](crate::Success::into_text) wrote behind the body.
    /// `sent` and `result` are the JSON texts of the request and the result. Only the fields that
    /// hold secrets or the id matter.
    #[must_use]
    pub fn describe(&self, text: &str, sent: &str, result: &str) -> String {
        Described::of_success(text, sent, result, &self.api_key).into_json()
    }

    /// The URL of a route.
    pub(crate) const fn url(&self, route: Route) -> &Url {
        &self.urls[route as usize]
    }
}

/// The `Authorization` value, in memory that is wiped when its last copy is dropped.
fn bearer(api_key: &str) -> Result<HeaderValue, CallError> {
    let bytes = Zeroizing::new(format!("Bearer {api_key}").into_bytes());
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(bytes))
        .map_err(|_| CallError::invalid_argument("apiKey", HEADER_TOKEN))?;
    // A sensitive value stays out of `Debug` output and of HTTP/2 compression tables.
    value.set_sensitive(true);
    Ok(value)
}

pub(crate) const HEADER_TOKEN: &str =
    "a non-empty string of visible ASCII characters, without spaces or line breaks";

/// A longer value is refused before it is read. All three must be ASCII, so bytes are characters.
fn check_length(field: &str, value: &str, most: usize) -> Result<(), CallError> {
    if value.len() > most {
        let expected = format!("a non-empty string of at most {most} characters");
        return Err(CallError::invalid_argument(field, &expected));
    }
    Ok(())
}

fn check_token(field: &str, value: &str) -> Result<(), CallError> {
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(CallError::invalid_argument(field, HEADER_TOKEN));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Options {
        Options {
            project_id: "proj_1".into(),
            api_key: "bax_sk_canary".into(),
            base_url: baxverify_wire::DEFAULT_BASE_URL.into(),
            allowed_hosts: None,
            platform: "node/20.0.0; linux-x64".into(),
        }
    }

    fn refused_field(options: Options) -> String {
        let error = Config::new(options).err().expect("refused");
        assert!(!error.to_json().contains("canary"), "{}", error.to_json());
        error.details.expect("details")["field"].as_str().expect("a name").to_owned()
    }

    #[test]
    fn headers_follow_the_contract() {
        let config = Config::new(options()).expect("valid");
        let header = |name: &str| config.headers[name].to_str().expect("text").to_owned();
        assert_eq!(header("authorization"), "Bearer bax_sk_canary");
        assert_eq!(header("x-project-id"), "proj_1");
        assert_eq!(header("content-type"), "application/json");
        assert_eq!(
            header("user-agent"),
            concat!("baxverify-node/", env!("CARGO_PKG_VERSION"), " (node/20.0.0; linux-x64)")
        );
        assert!(!format!("{:?}", config.headers).contains("canary"));
    }

    #[test]
    fn every_route_has_its_url() {
        let config = Config::new(options()).expect("valid");
        for route in Route::ALL {
            let expected = format!("{}{}", config.base_url.as_str(), route.path());
            assert_eq!(config.url(route).as_str(), expected);
        }
    }

    #[test]
    fn values_that_no_header_can_carry_are_named() {
        for key in ["", "bax canary", "canary\n", "canary\r\nX-Evil: 1", "canaryü", "canary\0"] {
            assert_eq!(refused_field(Options { api_key: key.into(), ..options() }), "apiKey");
        }
        for id in ["", "proj 1", "proj\n"] {
            assert_eq!(refused_field(Options { project_id: id.into(), ..options() }), "projectId");
        }
        assert_eq!(
            refused_field(Options { base_url: "http://example.com".into(), ..options() }),
            "baseUrl"
        );
    }

    #[test]
    fn values_that_are_too_long_are_named() {
        let text = |length| "k".repeat(length);
        let keys = |api_key| Options { api_key, ..options() };
        assert!(Config::new(keys(text(LONGEST_API_KEY))).is_ok());
        assert_eq!(refused_field(keys(text(LONGEST_API_KEY + 1))), "apiKey");
        let projects = |project_id| Options { project_id, ..options() };
        assert!(Config::new(projects(text(LONGEST_PROJECT_ID))).is_ok());
        assert_eq!(refused_field(projects(text(LONGEST_PROJECT_ID + 1))), "projectId");
        let base_url = format!("https://localhost/{}", text(LONGEST_BASE_URL));
        assert_eq!(refused_field(Options { base_url, ..options() }), "baseUrl");
    }

    #[test]
    fn an_unprintable_platform_costs_no_request() {
        let config =
            Config::new(Options { platform: "bad\nplatform".into(), ..options() }).expect("valid");
        assert!(
            config.headers["user-agent"].to_str().expect("text").starts_with("baxverify-node/")
        );
    }
}
