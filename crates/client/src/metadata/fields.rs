//! The fields of a request or a result that matter for its metadata.

use serde_json::{Map, Value};

use crate::redact::Secrets;

/// Longer texts are neither phone numbers nor proofs.
const LONGEST: usize = 64 * 1024;

/// Adds the secrets of an object, and returns its request id. The number and the proof of a result
/// need not be those of the request.
pub(super) fn add(mut object: Map<String, Value>, secrets: &mut Secrets) -> Option<String> {
    let mut text = |name: &str| match object.remove(name) {
        Some(Value::String(text)) if text.len() <= LONGEST => Some(text),
        _ => None,
    };
    if let Some(phone) = text("phone") {
        secrets.add_phone(&phone);
    }
    if let Some(code) = text("code") {
        secrets.add_code(&code);
    }
    for name in ["token", "accessToken"] {
        if let Some(token) = text(name) {
            secrets.add_token(&token);
        }
    }
    text("requestId")
}

/// Reads a JSON object. `None` for anything else.
pub(super) fn read(text: &str) -> Option<Map<String, Value>> {
    match serde_json::from_slice(text.as_bytes()) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}
