//! The headers and the id of a response, redacted.

use serde_json::{Map, Value};

use super::headers::HeaderText;
use super::{fields, request_id};
use crate::redact::Secrets;

/// The headers and the id of a response, without the secrets of the call.
#[derive(Default)]
pub(crate) struct Described {
    pub(crate) request_id: Option<String>,
    /// By their names, which are in lower case.
    pub(crate) headers: Map<String, Value>,
}

impl Described {
    /// Redacts the headers of a response. `in_body` is the id in its body.
    pub(crate) fn of(text: &HeaderText, in_body: Option<&str>, secrets: &Secrets) -> Self {
        let headers = text.lines();
        let request_id = request_id::find(in_body, &headers, &|| secrets.clone());
        let mut clean = Map::new();
        for (name, value) in headers {
            if secrets.scrub(name) == name {
                clean.insert(name.to_owned(), secrets.scrub(&value).into());
            }
        }
        Self { request_id, headers: clean }
    }

    /// Redacts the metadata that a success has behind its body. `sent` and `result` are the request
    /// and the result as JSON text, or the fields of them that matter.
    pub(crate) fn of_success(text: &str, sent: &str, result: &str, api_key: &str) -> Self {
        let (Some(sent), Some(result)) = (fields::read(sent), fields::read(result)) else {
            // Unknown secrets cannot be redacted.
            return Self::default();
        };
        let mut secrets = Secrets::default();
        secrets.add_key(api_key);
        fields::add(sent, &mut secrets);
        let in_body = fields::add(result, &mut secrets);
        let (_, headers) = text.split_once('\n').unwrap_or_default();
        Self::of(&HeaderText::from(headers.to_owned()), in_body.as_deref(), &secrets)
    }

    /// `{ requestId, headers }` as JSON text.
    pub(crate) fn into_json(self) -> String {
        let mut object = Map::new();
        if let Some(id) = self.request_id {
            object.insert("requestId".to_owned(), id.into());
        }
        object.insert("headers".to_owned(), self.headers.into());
        // Unreachable with string keys.
        serde_json::to_string(&object).unwrap_or_else(|_| r#"{"headers":{}}"#.to_owned())
    }
}
