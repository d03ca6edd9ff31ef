//! Takes this call's secrets out of text that came from elsewhere.
//!
//! A service, or a proxy before it, may repeat in an error what it was sent. Errors end up in logs, so
//! the key, the code, the token and the phone number of the call are removed from every such string.

use serde_json::{Map, Value};
use zeroize::Zeroizing;

const REPLACEMENT: &str = "[redacted]";
/// Shorter values occur in innocent text, and replacing them would garble it.
const SHORTEST: usize = 4;

/// The secrets of one call, with what to show in place of each.
#[derive(Clone, Default)]
pub struct Secrets(Vec<(Zeroizing<String>, String)>);

impl Secrets {
    pub fn add(&mut self, secret: &str) {
        self.replace(secret, REPLACEMENT);
    }

    /// A phone number stays recognisable by its first and last digits.
    pub fn add_phone(&mut self, phone: &str) {
        let masked = mask_phone(phone);
        self.replace(phone, &masked);
        // The plus sign is lost or encoded in query strings.
        let digits = phone.trim_start_matches('+');
        self.replace(digits, masked.trim_start_matches('+'));
    }

    fn replace(&mut self, secret: &str, shown: &str) {
        if secret.len() >= SHORTEST {
            self.0.push((Zeroizing::new(secret.to_owned()), shown.to_owned()));
            // Longest first, so that a secret inside another does not leave the rest behind.
            self.0.sort_by_key(|(secret, _)| std::cmp::Reverse(secret.len()));
        }
    }

    /// `text` without secrets and without control characters, which could forge log lines.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        let mut clean: String =
            text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
        for (secret, shown) in &self.0 {
            if clean.contains(secret.as_str()) {
                clean = clean.replace(secret.as_str(), shown);
            }
        }
        clean
    }

    #[must_use]
    pub fn scrub_object(&self, object: Map<String, Value>) -> Map<String, Value> {
        object.into_iter().map(|(key, value)| (self.scrub(&key), self.scrub_value(value))).collect()
    }

    fn scrub_value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.scrub(&text)),
            // A phone number or a code may also come as a number.
            Value::Number(number) => {
                let text = number.to_string();
                let clean = self.scrub(&text);
                if clean == text { Value::Number(number) } else { Value::String(clean) }
            }
            Value::Array(items) => {
                Value::Array(items.into_iter().map(|item| self.scrub_value(item)).collect())
            }
            Value::Object(object) => Value::Object(self.scrub_object(object)),
            other => other,
        }
    }
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
        secrets.add("bax_sk_canary");
        secrets.add("493827");
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
        secrets.add("abcd");
        secrets.add("xxabcdxx");
        assert_eq!(secrets.scrub("xxabcdxx"), "[redacted]");
    }

    #[test]
    fn short_phones_are_hidden_whole() {
        assert_eq!(mask_phone("+431234"), "*******");
        assert_eq!(mask_phone("+4312345"), "********");
        assert_eq!(mask_phone("+431234567"), "+43*****67");
        assert_eq!(mask_phone("0664123456"), "06******56");
    }
}
