//! Reading bodies and query strings, with failures that say what was wrong.

use std::collections::HashMap;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Query,
    http::{HeaderMap, Uri, header::AUTHORIZATION},
};
use baxverify_wire::PROJECT_HEADER;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::failure::{Failure, Other};

/// Far above any body of the service's calls, far below what would trouble a test machine.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// A body that is too large is still read up to here: a client that is cut off while it writes
/// sees a broken connection instead of the answer.
const MAX_READ_BYTES: usize = 1024 * 1024;

/// Reads the body. Every request's is read, even where its headers decide: a connection with an
/// unread body could not be used again.
pub(super) async fn body(body: Body) -> Result<Bytes, Failure> {
    match to_bytes(body, MAX_READ_BYTES).await {
        Ok(bytes) if bytes.len() <= MAX_BODY_BYTES => Ok(bytes),
        // A client that went away mid-body is an error too; it gets no answer either way.
        _ => Err(Failure::Other(
            Other::BodyTooLarge,
            format!("Request body is larger than {MAX_BODY_BYTES} bytes."),
        )),
    }
}

/// The body as a JSON object whose fields are judged one by one.
pub(super) fn object(bytes: &[u8]) -> Result<Map<String, Value>, Failure> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Failure::bad_request("Request body must be a JSON object.")),
        Err(_) => Err(Failure::bad_request("Request body is not valid JSON.")),
    }
}

/// The body as a value of a known shape; an empty one counts as `{}`.
pub(super) fn typed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_slice(bytes)).map_err(
        |error| {
            let path = error.path().to_string();
            let reason = error.into_inner();
            Failure::bad_request(if path == "." {
                format!("Request body: {reason}.")
            } else {
                format!("{path}: {reason}.")
            })
        },
    )
}

/// A field that may be left out: absent, `null` or text.
pub(super) fn optional_text(
    object: &mut Map<String, Value>,
    field: &str,
) -> Result<Option<String>, Failure> {
    match object.remove(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Failure::bad_request(format!("{field} must be a string."))),
    }
}

/// The parameters of the query string.
pub(super) struct Parameters(HashMap<String, String>);

impl Parameters {
    pub(super) fn of(uri: &Uri) -> Result<Self, Failure> {
        match Query::try_from_uri(uri) {
            Ok(Query(parameters)) => Ok(Self(parameters)),
            Err(_) => Err(Failure::bad_request("Query string is not valid.")),
        }
    }

    /// A parameter that was given and is not empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A phone. In a query string a bare plus means a space, and people who type addresses forget
    /// that: the space is taken for the plus that it was.
    pub(super) fn phone(&self) -> Option<String> {
        self.text("phone").map(|phone| match phone.strip_prefix(' ') {
            Some(digits) => format!("+{digits}"),
            None => phone.to_owned(),
        })
    }

    pub(super) fn number(
        &self,
        name: &str,
        default: u32,
        range: std::ops::RangeInclusive<u32>,
    ) -> Result<u32, Failure> {
        let Some(text) = self.0.get(name) else { return Ok(default) };
        text.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
            let (from, to) = range.into_inner();
            Failure::bad_request(format!("{name} must be an integer from {from} to {to}."))
        })
    }
}

pub(super) fn project_id(headers: &HeaderMap) -> Option<&str> {
    let id = headers.get(PROJECT_HEADER)?.to_str().ok()?.trim();
    (!id.is_empty()).then_some(id)
}

pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, key) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}
