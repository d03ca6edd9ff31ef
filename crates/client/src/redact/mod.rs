//! Removes the secrets of a call from texts that came from elsewhere.
//!
//! A service, or a proxy, may repeat in an error what it was sent, in another form: trimmed,
//! encoded, or a phone number with spaces. Errors end up in logs, so the key, the code, the token
//! and the phone number of the call are removed from every such text.
//!
//! Both inputs may come from strangers: the text from the service, and phone, code and token from
//! the caller's users. All work is linear in the text and in the secrets.

pub(crate) mod compatibility;
mod encodings;
mod escapes;
mod excerpt;
mod mask;
mod patterns;
mod spans;
mod stream;
#[cfg(test)]
mod tests;
mod timestamps;

use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};
use zeroize::Zeroizing;

pub use self::mask::mask_phone;
use self::patterns::Patterns;
use self::spans::{REPLACEMENT, Spans};

/// Shorter values occur in ordinary text, and replacing them would garble it.
const SHORTEST: usize = 4;

/// The secrets of one call.
///
/// Adding a secret copies it. The search patterns are built when the first text is scrubbed.
#[derive(Clone, Default)]
pub struct Secrets {
    secrets: Vec<(Kind, Zeroizing<String>)>,
    patterns: OnceLock<Arc<Patterns>>,
}

#[derive(Clone, Copy)]
enum Kind {
    Key,
    Code,
    Token,
    Phone,
}

impl Secrets {
    /// A key, in the forms that headers and URLs give it.
    pub fn add_key(&mut self, key: &str) {
        self.add(Kind::Key, key);
    }

    /// A code, with or without what people type around and between its characters.
    pub fn add_code(&mut self, code: &str) {
        self.add(Kind::Code, code);
    }

    /// A token, whole and in parts: a JWT's signature is as good as the token to anybody who knows
    /// the rest, and its claims name the phone.
    pub fn add_token(&mut self, token: &str) {
        self.add(Kind::Token, token);
    }

    /// A phone number, however it is written. It stays recognisable by its first and last digits.
    pub fn add_phone(&mut self, phone: &str) {
        self.add(Kind::Phone, phone);
    }

    fn add(&mut self, kind: Kind, secret: &str) {
        self.secrets.push((kind, Zeroizing::new(secret.to_owned())));
        self.patterns = OnceLock::new();
    }

    /// The length of all secrets in bytes. The work of the first [`scrub`](Self::scrub) grows with
    /// it.
    #[must_use]
    pub fn size(&self) -> usize {
        self.secrets.iter().map(|(_, secret)| secret.len()).sum()
    }

    fn patterns(&self) -> &Patterns {
        self.patterns.get_or_init(|| {
            let mut patterns = Patterns::default();
            for (kind, secret) in &self.secrets {
                match kind {
                    Kind::Key => patterns.add_key(secret),
                    Kind::Code => patterns.add_code(secret),
                    Kind::Token => patterns.add_token(secret),
                    Kind::Phone => patterns.add_phone(secret),
                }
            }
            Arc::new(patterns)
        })
    }

    /// `text` without secrets, and without characters that could forge log lines. Nothing is left
    /// of a text that is encoded in too many layers to be searched.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        self.patterns()
            .find(text)
            .map_or_else(|| REPLACEMENT.to_owned(), |spans: Spans| spans.cut(text))
    }

    /// The same for all strings, keys and numbers in `object`.
    #[must_use]
    pub fn scrub_object(&self, object: Map<String, Value>) -> Map<String, Value> {
        object.into_iter().map(|(key, value)| (self.scrub(&key), self.scrub_value(value))).collect()
    }

    fn scrub_value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.scrub(&text)),
            // A phone number or a code may also be a JSON number, without its leading zeros.
            Value::Number(number) => {
                let text = number.to_string();
                let clean = self.scrub(&text);
                if clean != text {
                    Value::String(clean)
                } else if self.patterns().is_code(&text) {
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
