//! The headers of a response as text, bounded.

use reqwest::header::{HeaderMap, SET_COOKIE};

/// Further headers are left out.
pub(crate) const MOST_HEADERS: usize = 64;
/// Bytes of all names and values. Further headers are left out.
pub(crate) const MOST_BYTES: usize = 4096;
/// Bytes. A header with a longer name is left out.
pub(crate) const LONGEST_NAME: usize = 64;
/// Bytes. A header with a longer value is left out. A secret that is cut in two would not be found.
pub(crate) const LONGEST_VALUE: usize = 512;

/// A header whose name contains one of these is left out. It may hold a secret that this client
/// does not know.
pub(crate) const PRIVATE: [&str; 14] = [
    "auth",
    "cookie",
    "credential",
    "csrf",
    "jwt",
    "key",
    "otp",
    "passw",
    "proof",
    "secret",
    "session",
    "signature",
    "token",
    "xsrf",
];

/// Stands for a byte that is not printable ASCII.
const UNPRINTABLE: u8 = 1;

/// Appends `name:value` and a line break for each header. The text is ASCII. The headers that are
/// left out for their name or value are found by [`lines`].
pub(super) fn append(headers: &HeaderMap, text: &mut String) {
    let most = text.len() + MOST_BYTES + 2 * MOST_HEADERS;
    for (name, value) in headers.iter().take(MOST_HEADERS) {
        let (label, value) = (name.as_str(), value.as_bytes());
        // One byte above the limit, so that the value is left out.
        let value = &value[..value.len().min(LONGEST_VALUE + 1)];
        if text.len() + label.len() + value.len() + 2 > most {
            return;
        }
        if name == SET_COOKIE || label.len() > LONGEST_NAME {
            continue;
        }
        text.push_str(label);
        text.push(':');
        match str::from_utf8(value) {
            Ok(value) if value.bytes().all(is_printable) => text.push_str(value),
            _ => text.extend(
                value
                    .iter()
                    .map(|&byte| char::from(if is_printable(byte) { byte } else { UNPRINTABLE })),
            ),
        }
        text.push('\n');
    }
}

const fn is_printable(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// The headers of a response, as [`append`] writes them. Not redacted.
pub(crate) struct HeaderText(String);

impl HeaderText {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let mut text = String::new();
        append(headers, &mut text);
        Self(text)
    }

    /// The headers that may be shown once they are redacted.
    pub(super) fn lines(&self) -> Vec<(&str, String)> {
        lines(&self.0)
    }
}

impl From<String> for HeaderText {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Values of the same name are joined by a comma and a space.
fn lines(text: &str) -> Vec<(&str, String)> {
    let mut headers: Vec<(&str, String)> = Vec::new();
    for (name, value) in text.lines().filter_map(|line| line.split_once(':')) {
        if let Some((_, joined)) = headers.iter_mut().find(|(known, _)| *known == name) {
            joined.push_str(", ");
            joined.push_str(value);
        } else {
            headers.push((name, value.to_owned()));
        }
    }
    headers.retain(|(name, value)| {
        value.len() <= LONGEST_VALUE
            && value.bytes().all(is_printable)
            && !PRIVATE.iter().any(|part| name.contains(part))
    });
    headers
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    fn of(headers: &[(&str, &[u8])]) -> BTreeMap<String, String> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
            map.append(name, HeaderValue::from_bytes(value).expect("a value"));
        }
        let mut text = "before".to_owned();
        append(&map, &mut text);
        let lines = lines(text.strip_prefix("before").expect("appended"));
        lines.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    #[test]
    fn values_of_a_name_are_joined() {
        let headers = of(&[("Via", b"a"), ("date", b"b: c"), ("via", b"d"), ("__proto__", b"e")]);
        let headers: Vec<_> = headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(headers, [("__proto__", "e"), ("date", "b: c"), ("via", "a, d")]);
    }

    #[test]
    fn headers_that_may_hold_secrets_are_left_out() {
        for name in [
            "set-cookie",
            "cookie",
            "authorization",
            "www-authenticate",
            "x-api-key",
            "x-amz-security-token",
            "x-session-id",
            "x-otp",
        ] {
            assert!(of(&[(name, b"x")]).is_empty(), "{name}");
        }
    }

    #[test]
    fn values_that_are_long_or_odd_are_left_out() {
        let long = [b'x'; LONGEST_VALUE + 1];
        assert_eq!(of(&[("a", &long[1..])]).len(), 1);
        assert!(of(&[("a", &long)]).is_empty());
        assert!(of(&[("a", &b"x".repeat(20_000))]).is_empty());
        assert!(of(&[("a", b"x"), ("a", &long[2..])]).is_empty());
        assert!(of(&[("a", b"\xc3\xa4")]).is_empty());
        assert!(of(&[("a", b"\xff")]).is_empty());
        assert!(of(&[("a", b"x\ty")]).is_empty());
        assert!(of(&[(&"n".repeat(LONGEST_NAME + 1), b"x")]).is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn the_text_is_ascii_and_bounded(
            headers in prop::collection::vec(
                ("[a-z_-]{1,80}", prop::collection::vec(prop_oneof![32_u8..127, 128_u8..=255], 0..600)),
                0..100,
            ),
        ) {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
                map.append(name, HeaderValue::from_bytes(&value).expect("a value"));
            }
            let mut text = String::new();
            append(&map, &mut text);
            prop_assert!(text.is_ascii() && text.len() <= MOST_BYTES + 2 * MOST_HEADERS);
            prop_assert!(text.is_empty() || text.ends_with('\n'));
            for (name, value) in lines(&text) {
                prop_assert!(name.len() <= LONGEST_NAME && value.len() <= LONGEST_VALUE);
                prop_assert!(map.contains_key(name));
            }
        }
    }
}
