//! Reads request bodies and query strings.

use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Query;
use axum::http::Uri;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tokio::time::timeout;

use super::error::{ApiError, UndocumentedError};
use crate::json;
use crate::quote::quoted;

/// Far above the size of every valid body of the service's routes.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// A body that is too large is still read up to this size. A client whose connection is closed
/// while it writes would see a connection error instead of the response.
const MAX_READ_BYTES: usize = 1024 * 1024;

/// How long a client may take to send a body.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Reads the body. Callers read it only after the headers have passed their checks.
pub async fn body(body: Body) -> Result<Bytes, ApiError> {
    body_up_to(MAX_BODY_BYTES, body).await
}

/// Reads the body of a control route. The settings of a project may contain long lists.
pub async fn control_body(body: Body) -> Result<Bytes, ApiError> {
    body_up_to(MAX_READ_BYTES, body).await
}

async fn body_up_to(limit: usize, body: Body) -> Result<Bytes, ApiError> {
    let mut read = pin!(to_bytes(body, MAX_READ_BYTES));
    // A body that is there needs no timer, and thus no runtime.
    let ready = poll_fn(|context| Poll::Ready(read.as_mut().poll(context))).await;
    let result = match ready {
        Poll::Ready(result) => result,
        Poll::Pending => timeout(TIME_LIMIT, read).await.map_err(|_| {
            ApiError::Undocumented(
                UndocumentedError::RequestTimeout,
                format!("Request body did not arrive within {} seconds.", TIME_LIMIT.as_secs()),
            )
        })?,
    };
    match result {
        Ok(bytes) if bytes.len() <= limit => Ok(bytes),
        // A client that closed the connection ends here too. It gets no response.
        _ => Err(ApiError::Undocumented(
            UndocumentedError::BodyTooLarge,
            format!("Request body is larger than {limit} bytes."),
        )),
    }
}

/// Parses the body as a JSON object. The caller validates the fields one by one.
pub fn object(bytes: &[u8]) -> Result<Map<String, Value>, ApiError> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(ApiError::bad_request("Request body must be a JSON object.")),
        Err(_) => Err(ApiError::bad_request("Request body is not valid JSON.")),
    }
}

/// Deserializes the body. An empty one counts as `{}`.
pub fn typed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    json::from_slice(bytes).map_err(|error| {
        let subject = if error.path.is_none() { "Request body: " } else { "" };
        ApiError::bad_request(format!("{subject}{error}."))
    })
}

/// Removes an optional text field. `null` counts as absent.
pub fn optional_text(
    object: &mut Map<String, Value>,
    field: &str,
) -> Result<Option<String>, ApiError> {
    match object.remove(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(ApiError::bad_request(format!("{field} must be a string."))),
    }
}

/// The parameters of the query string.
pub struct Parameters(HashMap<String, String>);

impl Parameters {
    pub fn of(uri: &Uri) -> Result<Self, ApiError> {
        match Query::try_from_uri(uri) {
            Ok(Query(parameters)) => Ok(Self(parameters)),
            Err(_) => Err(ApiError::bad_request("Query string is not valid.")),
        }
    }

    /// Fails if there is a parameter with another name.
    pub fn refuse_others(&self, known: &[&str]) -> Result<(), ApiError> {
        match self.0.keys().filter(|name| !known.contains(&name.as_str())).min() {
            None => Ok(()),
            Some(name) => Err(ApiError::bad_request(format!(
                "Unknown parameter {}, expected one of {}.",
                quoted(name),
                known.join(", ")
            ))),
        }
    }

    /// Returns a parameter that is not empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Returns the parameter `phone`. An unescaped plus in a query string means a space, so a
    /// leading space counts as a plus.
    pub fn phone(&self) -> Option<String> {
        self.text("phone").map(|phone| match phone.strip_prefix(' ') {
            Some(digits) => format!("+{digits}"),
            None => phone.to_owned(),
        })
    }

    pub fn number(
        &self,
        name: &str,
        default: u32,
        range: std::ops::RangeInclusive<u32>,
    ) -> Result<u32, ApiError> {
        let Some(text) = self.0.get(name) else { return Ok(default) };
        text.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
            let (from, to) = range.into_inner();
            ApiError::bad_request(format!("{name} must be an integer from {from} to {to}."))
        })
    }
}
