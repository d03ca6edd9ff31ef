//! Where the events of a project are delivered.

use hyper::Uri;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::random;

const MAX_URL: usize = 2_048;
const MAX_SECRET: usize = 4_096;

/// The receiver of a project's events. Only the owner of the emulator names hosts, and redirects
/// are not followed.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Endpoint {
    /// `http://`, a host, and a path. Without credentials.
    #[schema(pattern = "^http://[!-~]+$", max_length = 2048)]
    pub url: String,
    /// The secret of the signature. `whsec_` and random digits if absent.
    #[serde(default = "random_secret")]
    #[schema(pattern = "^[!-~]+$", max_length = 4096)]
    pub secret: String,
}

fn random_secret() -> String {
    random::id("whsec_")
}

impl Endpoint {
    /// Without a secret, it is random.
    pub fn new(url: String, secret: Option<String>) -> Self {
        Self { url, secret: secret.unwrap_or_else(random_secret) }
    }

    /// # Errors
    /// Returns the invalid field and what it must be, without its value.
    pub fn validate(&self) -> Result<(), String> {
        let is_visible = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
        if self.secret.is_empty() || self.secret.len() > MAX_SECRET || !is_visible(&self.secret) {
            return Err(format!(
                "webhook.secret: must be 1 to {MAX_SECRET} visible ASCII characters"
            ));
        }
        let is_valid = self.url.len() <= MAX_URL
            && is_visible(&self.url)
            && self.url.parse::<Uri>().is_ok_and(|uri| {
                uri.scheme_str() == Some("http")
                    && uri.host().is_some_and(|host| !host.is_empty())
                    // Without credentials, and the port is a number up to 65535.
                    && uri.authority().is_some_and(|authority| {
                        !authority.as_str().contains('@')
                            && (authority.as_str() == authority.host()
                                || authority.port_u16().is_some())
                    })
            });
        if is_valid {
            Ok(())
        } else {
            Err(format!(
                "webhook.url: must be like http://127.0.0.1:3000/webhooks, without credentials, \
                 at most {MAX_URL} characters"
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

    fn problem(url: &str, secret: &str) -> Option<String> {
        Endpoint { url: url.to_owned(), secret: secret.to_owned() }.validate().err()
    }

    #[test]
    fn accepts_plain_http_urls() {
        for url in ["http://127.0.0.1:3000/hooks?a=1", "http://app", "http://[::1]:80/"] {
            assert_eq!(problem(url, "whsec_1"), None, "{url}");
        }
    }

    #[test]
    fn errors_name_the_field_and_hide_the_value() {
        for url in [
            "",
            "app",
            "/hooks",
            "https://app/",
            "ftp://app/",
            "http://",
            "http:///hooks",
            "http://user:canary@app/",
            "http://a b/",
            "http://app/\u{e4}",
            "http://app:99999/",
        ] {
            let problem = problem(url, "whsec_1").unwrap();
            assert!(problem.starts_with("webhook.url") && !problem.contains("canary"), "{url}");
        }
        assert!(problem(&format!("http://app/{}", "x".repeat(2_048)), "s").is_some());
        for secret in ["", "a b", "\u{e4}", &"x".repeat(4_097)] {
            assert!(problem("http://app/", secret).unwrap().starts_with("webhook.secret"));
        }
    }

    #[test]
    fn a_missing_secret_is_random() {
        let endpoint = || serde_json::from_str::<Endpoint>(r#"{"url":"http://app/"}"#).unwrap();
        assert!(endpoint().secret.starts_with("whsec_"));
        assert_ne!(endpoint().secret, endpoint().secret);
    }
}
