//! Which of the environment's proxies may carry requests in plain text.

use reqwest::Url;

use crate::base_url::is_local;

const VARIABLES: [&str; 4] = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

/// Whether there is a proxy for plain `http:`, and it is as near as the addresses that plain `http:` may go
/// to. Where several variables are set all must be, as which of them counts is another library's choice.
#[must_use]
pub fn takes_plain_text() -> bool {
    let values: Vec<String> = VARIABLES
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .filter(|value| !value.is_empty())
        .collect();
    !values.is_empty() && values.iter().all(|value| is_near(value))
}

fn is_near(proxy: &str) -> bool {
    let with_scheme =
        if proxy.contains("://") { proxy.to_owned() } else { format!("http://{proxy}") };
    Url::parse(&with_scheme).is_ok_and(|url| url.host().is_some_and(|host| is_local(&host)))
}

#[cfg(test)]
mod tests {
    use super::is_near;

    #[test]
    fn near_proxies_are_on_this_machine_or_network() {
        for proxy in [
            "http://127.0.0.1:3128",
            "10.0.0.7:3128",
            "http://user:pw@proxy:8080",
            "proxy.internal:1",
        ] {
            assert!(is_near(proxy), "{proxy}");
        }
        for proxy in ["http://proxy.example.com:3128", "203.0.113.9:3128", "://", "", "http://"] {
            assert!(!is_near(proxy), "{proxy}");
        }
    }
}
