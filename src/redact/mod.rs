//! Takes this call's secrets out of text that came from elsewhere.
//!
//! A service, or a proxy before it, may repeat in an error what it was sent, in a form of its own: trimmed,
//! encoded, a phone number with spaces. Errors end up in logs, so the key, the code, the token and the
//! phone number of the call are removed from every such string.

mod digits;

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use self::digits::runs;

const REPLACEMENT: &str = "[redacted]";
/// Shorter values occur in innocent text, and replacing them would garble it.
const SHORTEST: usize = 4;
/// So many digits at the end of a phone number name it without country code and trunk prefix.
const NATIONAL_DIGITS: usize = 8;
/// Shorter parts of a token say nothing.
const SHORTEST_PART: usize = 8;

/// The secrets of one call.
#[derive(Clone, Default)]
pub struct Secrets {
    /// Taken out wherever they stand, longest first, so that one inside another leaves nothing behind.
    literals: Vec<Zeroizing<String>>,
    /// Digits of phone numbers.
    phones: Vec<Zeroizing<String>>,
    /// Digits of codes.
    codes: Vec<Zeroizing<String>>,
}

impl Secrets {
    /// A key, in the forms that headers and URLs give it.
    pub fn add_key(&mut self, key: &str) {
        self.add_literal(key);
        self.add_literal(&url::form_urlencoded::byte_serialize(key.as_bytes()).collect::<String>());
        self.add_literal(&STANDARD_NO_PAD.encode(key));
    }

    /// A code, with or without what people type around and between its characters.
    pub fn add_code(&mut self, code: &str) {
        self.add_literal(code.trim());
        let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
        self.add_literal(&plain);
        if plain.len() >= SHORTEST && plain.bytes().all(|byte| byte.is_ascii_digit()) {
            self.codes.push(Zeroizing::new(plain));
        }
    }

    /// A token, whole and in parts: a JWT's signature is as good as the token to whoever knows the rest,
    /// and its claims name the phone.
    pub fn add_token(&mut self, token: &str) {
        let token = token.trim();
        let token = token.strip_prefix("Bearer ").map_or(token, str::trim_start);
        self.add_literal(token);
        self.add_literal(
            &url::form_urlencoded::byte_serialize(token.as_bytes()).collect::<String>(),
        );
        let parts: Vec<&str> = token.split('.').collect();
        if parts.len() > 1 {
            for part in parts.iter().filter(|part| part.len() >= SHORTEST_PART) {
                self.add_literal(part);
            }
            self.add_claims(parts[1]);
        }
    }

    fn add_claims(&mut self, payload: &str) {
        let Ok(json) = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')) else { return };
        let Ok(Value::Object(claims)) = serde_json::from_slice(&json) else { return };
        for name in ["sub", "phone", "phone_number"] {
            if let Some(Value::String(phone)) = claims.get(name) {
                self.add_phone(phone);
            }
        }
    }

    /// A phone number, however it is written. It stays recognisable by its last digits.
    pub fn add_phone(&mut self, phone: &str) {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        if digits.len() >= SHORTEST {
            self.phones.push(Zeroizing::new(digits));
        } else {
            self.add_literal(phone.trim());
        }
    }

    fn add_literal(&mut self, secret: &str) {
        if secret.len() >= SHORTEST && !self.literals.iter().any(|known| known.as_str() == secret) {
            self.literals.push(Zeroizing::new(secret.to_owned()));
            self.literals.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        }
    }

    /// `text` without secrets and without control characters, which could forge log lines.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        let mut clean = self.mask_numbers(text);
        for secret in &self.literals {
            if clean.contains(secret.as_str()) {
                clean = clean.replace(secret.as_str(), REPLACEMENT);
            }
        }
        clean.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
    }

    fn mask_numbers(&self, text: &str) -> String {
        let mut spans: Vec<(Range<usize>, String)> = Vec::new();
        for run in runs(text) {
            let phone = self.phones.iter().find_map(|phone| find_phone(&run.digits, phone));
            if let Some(digits) = phone {
                let shown = mask_digits(&run.digits[digits.clone()]);
                spans.push((run.span(&digits), shown));
            } else if self.codes.iter().any(|code| code.as_str() == run.digits) {
                spans.push((run.span(&(0..run.digits.len())), REPLACEMENT.to_owned()));
            }
        }
        let mut masked = text.to_owned();
        for (span, shown) in spans.into_iter().rev() {
            masked.replace_range(span, &shown);
        }
        masked
    }

    #[must_use]
    pub fn scrub_object(&self, object: Map<String, Value>) -> Map<String, Value> {
        object.into_iter().map(|(key, value)| (self.scrub(&key), self.scrub_value(value))).collect()
    }

    fn scrub_value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.scrub(&text)),
            // A phone number or a code may also come as a number, and loses its leading zeros then.
            Value::Number(number) => {
                let text = number.to_string();
                let clean = self.scrub(&text);
                if clean != text {
                    Value::String(clean)
                } else if self.codes.iter().any(|code| code.trim_start_matches('0') == text) {
                    Value::String(REPLACEMENT.to_owned())
                } else {
                    Value::Number(number)
                }
            }
            Value::Array(items) => {
                Value::Array(items.into_iter().map(|item| self.scrub_value(item)).collect())
            }
            Value::Object(object) => Value::Object(self.scrub_object(object)),
            other => other,
        }
    }
}

/// Where a phone number stands among digits: whole, or without country code and trunk prefix.
fn find_phone(digits: &str, phone: &str) -> Option<Range<usize>> {
    let shortest = phone.len().min(NATIONAL_DIGITS);
    (shortest..=phone.len()).rev().find_map(|length| {
        let wanted = &phone[phone.len() - length..];
        digits.find(wanted).map(|start| start..start + length)
    })
}

/// All but the first two and the last two.
fn mask_digits(digits: &str) -> String {
    let mut phone = String::from("+");
    phone.push_str(digits);
    mask_phone(&phone).trim_start_matches('+').to_owned()
}

/// `+4366412345678` as `+43*********78`: enough to tell numbers apart in a log, too little to call.
#[must_use]
pub fn mask_phone(phone: &str) -> String {
    let chars: Vec<char> = phone.chars().collect();
    let head = if phone.starts_with('+') { 3 } else { 2 };
    let tail = 2;
    if chars.len() < head + tail + 4 {
        return "*".repeat(chars.len());
    }
    chars
        .iter()
        .enumerate()
        .map(|(at, &char)| if at < head || at >= chars.len() - tail { char } else { '*' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn secrets() -> Secrets {
        let mut secrets = Secrets::default();
        secrets.add_key("bax_sk_canary");
        secrets.add_code("493827");
        secrets.add_phone("+4366412345678");
        secrets
    }

    #[test]
    fn secrets_leave_text() {
        assert_eq!(
            secrets().scrub("key bax_sk_canary, code 493827\nto +4366412345678 (%2B4366412345678)"),
            "key [redacted], code [redacted] to +43*********78 (%2B43*********78)"
        );
    }

    #[test]
    fn secrets_leave_nested_values_keys_and_numbers() {
        let Value::Object(object) = json!({
            "a": [{ "493827": "x bax_sk_canary" }, 493_827, true, null],
            "n": 7
        }) else {
            unreachable!()
        };
        assert_eq!(
            Value::Object(secrets().scrub_object(object)),
            json!({ "a": [{ "[redacted]": "x [redacted]" }, "[redacted]", true, null], "n": 7 })
        );
    }

    #[test]
    fn a_secret_that_contains_another_goes_whole() {
        let mut secrets = Secrets::default();
        secrets.add_key("abcd");
        secrets.add_key("xxabcdxx");
        assert_eq!(secrets.scrub("xxabcdxx"), "[redacted]");
    }

    #[test]
    fn short_phones_are_hidden_whole() {
        assert_eq!(mask_phone("+431234"), "*******");
        assert_eq!(mask_phone("+4312345"), "********");
        assert_eq!(mask_phone("+431234567"), "+43*****67");
        assert_eq!(mask_phone("0664123456"), "06******56");
    }

    #[test]
    fn phones_are_found_however_they_are_written() {
        for text in [
            "+4366412345678",
            "%2B4366412345678",
            "+43 664 12345678",
            "tel:+43-664-1234-5678",
            "004366412345678",
            "(0664) 123 456 78",
            "066412345678",
            "+43%20664%2012345678",
        ] {
            let clean = secrets().scrub(text);
            let shown: String = clean.replace("%20", "").replace("%2B", "");
            let digits = shown.chars().filter(char::is_ascii_digit).count();
            assert!(digits <= 6 && clean.ends_with("78"), "{text} -> {clean}");
        }
        let mut spaced = Secrets::default();
        spaced.add_phone("+43 664 12345678");
        assert_eq!(spaced.scrub("to +4366412345678"), "to +43*********78");
    }

    #[test]
    fn codes_are_found_trimmed_split_and_as_numbers() {
        for (code, text) in [
            (" 493827\n", "code 493827"),
            ("493 827", "code 493827"),
            ("493827", "code 493-827"),
            ("AB12CD", "code AB12CD"),
            ("ab\tcd", "code ab\tcd"),
        ] {
            let mut secrets = Secrets::default();
            secrets.add_code(code);
            assert_eq!(secrets.scrub(text), "code [redacted]", "{code:?}");
        }
        let mut zeros = Secrets::default();
        zeros.add_code("049382");
        assert_eq!(zeros.scrub_value(json!(49382)), json!("[redacted]"));
        assert_eq!(zeros.scrub_value(json!(9382)), json!(9382));
    }

    #[test]
    fn codes_do_not_garble_dates() {
        let mut secrets = Secrets::default();
        secrets.add_code("261123");
        assert_eq!(secrets.scrub("2026-11-23T04:51:30Z"), "2026-11-23T04:51:30Z");
    }

    #[test]
    fn tokens_go_whole_in_parts_and_with_the_phone_they_name() {
        // {"alg":"HS256"} and {"sub":"+4366412345678"}
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIrNDM2NjQxMjM0NTY3OCJ9.c2lnbmF0dXJl";
        let mut secrets = Secrets::default();
        secrets.add_token(&format!("Bearer {token}\n"));
        assert_eq!(
            secrets.scrub(&format!("{token}, signature c2lnbmF0dXJl of +43 664 12345678")),
            "[redacted], signature [redacted] of +43*********78"
        );
    }

    #[test]
    fn keys_are_found_encoded() {
        let mut secrets = Secrets::default();
        secrets.add_key("bax/sk+1");
        assert_eq!(
            secrets.scrub("bax%2Fsk%2B1 YmF4L3NrKzE= Bearer bax/sk+1"),
            "[redacted] [redacted]= Bearer [redacted]"
        );
    }
}
