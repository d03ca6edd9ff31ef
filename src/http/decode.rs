//! From an answer's status and bytes to the caller's JSON text or an error.
//!
//! A success is checked as JSON but not rebuilt: its text goes to the caller whole, so that fields
//! added to the service tomorrow arrive today.

use std::time::Duration;

use baxverify_wire::ErrorCode;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use tokio::task::spawn_blocking;

use super::observer::millis;
use super::response::Answer;
use crate::error::{CallError, Code, Outcome};
use crate::redact::Secrets;

/// Error bodies are a few hundred bytes; a larger one is some other page.
const MAX_ERROR_BODY: usize = 64 * 1024;
const MAX_MESSAGE: usize = 1000;
/// Some frameworks put it before JSON; `fetch` skips it too.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// What the JSON library itself keeps to for errors. JavaScript has no such limit, and a few megabytes
/// of brackets hold up its thread for seconds.
const MAX_DEPTH: usize = 128;

/// What an error needs from the call that it belongs to.
pub struct Context<'a> {
    pub secrets: &'a (dyn Fn() -> Secrets + Sync),
    /// The request's path, without its query.
    pub path: &'a str,
    pub idempotent: bool,
}

/// Checking a larger answer would hold up the thread that all calls share for a millisecond and more, so
/// it is done on another one.
const MOST_AT_ONCE: usize = 256 * 1024;

/// Like [`decode`], without holding up other calls.
///
/// # Errors
/// As [`decode`].
pub async fn decode_fairly(answer: Answer, context: &Context<'_>) -> Result<String, CallError> {
    if !is_success(answer.status) || answer.body.len() <= MOST_AT_ONCE {
        return decode(answer, context);
    }
    let Answer { status, retry_after, body } = answer;
    let payload = spawn_blocking(move || payload(body)).await.map_err(|_| CallError::internal())?;
    complete(payload.or_else(|fault| fault.judge(status, context)), status, retry_after, context)
}

/// # Errors
/// The service's own error, `BAXVERIFY_HTTP_ERROR` for a failure without the documented envelope, or
/// `BAXVERIFY_INVALID_RESPONSE` for a success that is not a JSON object.
pub fn decode(answer: Answer, context: &Context<'_>) -> Result<String, CallError> {
    let Answer { status, retry_after, body } = answer;
    let result = if is_success(status) {
        payload(body).or_else(|fault| fault.judge(status, context))
    } else {
        let body = without_mark(&body);
        Err(envelope(body, status, context).unwrap_or_else(|| http_error(status, context)))
    };
    complete(result, status, retry_after, context)
}

const fn is_success(status: u16) -> bool {
    matches!(status, 200..300)
}

/// Adds to an error what is known of every answer.
fn complete(
    result: Result<String, CallError>,
    status: u16,
    retry_after: Option<Duration>,
    context: &Context<'_>,
) -> Result<String, CallError> {
    result.map_err(|error| CallError {
        status_code: Some(status),
        retry_after_ms: retry_after.map(millis),
        path: error.path.or_else(|| Some(context.path.to_owned())),
        ..error
    })
}

fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body)
}

/// Why a success status does not make a success.
enum Fault {
    /// Completes "cannot be used: …".
    Unusable(&'static str),
    /// The text of an answer that says itself that it is none.
    Failure(String),
}

impl Fault {
    fn judge(self, status: u16, context: &Context<'_>) -> Result<String, CallError> {
        Err(match self {
            Self::Unusable(reason) => invalid(reason, context),
            Self::Failure(text) => envelope(text.as_bytes(), status, context)
                .unwrap_or_else(|| invalid("it reports a failure without naming it", context)),
        })
    }
}

/// What a success is to resolve with.
fn payload(mut body: Vec<u8>) -> Result<String, Fault> {
    #[derive(Deserialize)]
    struct Frame<'a> {
        #[serde(borrow)]
        success: Option<&'a RawValue>,
        #[serde(borrow, default, deserialize_with = "present")]
        data: Option<&'a RawValue>,
    }

    /// Tells a `null` from a field that is not there.
    fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<&'de RawValue>, D::Error> {
        <&RawValue>::deserialize(from).map(Some)
    }

    if body.starts_with(BYTE_ORDER_MARK) {
        body.drain(..BYTE_ORDER_MARK.len());
    }
    let text = String::from_utf8(body).map_err(|_| Fault::Unusable("it is not UTF-8 text"))?;
    if is_too_deep(&text) {
        return Err(Fault::Unusable("it is nested too deeply"));
    }
    // A derived struct would also take an array.
    if !text.trim_ascii_start().starts_with('{') {
        return Err(Fault::Unusable("it is not a JSON object"));
    }
    let frame: Frame<'_> =
        serde_json::from_str(&text).map_err(|_| Fault::Unusable("it is not valid JSON"))?;
    match (frame.success.map(RawValue::get), frame.data.map(RawValue::get)) {
        (Some("true"), Some(data)) if data.starts_with('{') => Ok(data.to_owned()),
        (Some("true"), Some(_)) => Err(Fault::Unusable("its data is not a JSON object")),
        (Some("false"), _) => Err(Fault::Failure(text)),
        _ => Ok(text),
    }
}

/// Whether arrays and objects lie in each other deeper than [`MAX_DEPTH`]. What is no JSON is left to
/// the parser.
fn is_too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => skip_string(&mut bytes),
            b'[' | b'{' if depth == MAX_DEPTH => return true,
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

/// From behind a string's opening quote to behind its closing one.
fn skip_string(bytes: &mut impl Iterator<Item = u8>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => {
                bytes.next();
            }
            _ => {}
        }
    }
}

fn invalid(reason: &str, context: &Context<'_>) -> CallError {
    CallError {
        retryable: context.idempotent,
        ..CallError::new(
            Code::InvalidResponse,
            Outcome::Unknown,
            format!("The answer to {} cannot be used: {reason}.", context.path),
        )
    }
}

/// The documented error envelope, or `None` where the body is anything else.
fn envelope(body: &[u8], status: u16, context: &Context<'_>) -> Option<CallError> {
    if body.len() > MAX_ERROR_BODY {
        return None;
    }
    let Value::Object(mut root) = serde_json::from_slice(body).ok()? else { return None };
    let Value::Object(mut error) = root.remove("error")? else { return None };
    let name = error.get("code")?.as_str().filter(|name| is_code(name))?.to_owned();
    let known = ErrorCode::from_name(&name);

    let secrets = (context.secrets)();
    // A name is for programs; one that holds a secret is not a name.
    if secrets.scrub(&name) != name {
        return None;
    }
    let message = error
        .get("message")
        .and_then(Value::as_str)
        .map(str::trim)
        .filter(|message| !message.is_empty())
        // In this order: a secret that is cut in two is not found any more.
        .map(|message| secrets.scrub(message).chars().take(MAX_MESSAGE).collect())
        .or_else(|| known.map(|code| code.message().to_owned()))
        .unwrap_or_else(|| format!("The service answered {status} with the code {name}."));
    let details = match error.remove("details") {
        Some(Value::Object(details)) => Some(secrets.scrub_object(details)),
        _ => None,
    };
    // A query string may hold a phone number.
    let path = text_field(&root, "path")
        .map(|path| secrets.scrub(path.split(['?', '#']).next().unwrap_or_default()));
    let timestamp = text_field(&root, "timestamp").map(|time| secrets.scrub(time));

    // A documented code says that nothing was done. An unknown code with a server's status may come
    // from a fault half-way.
    let outcome =
        if known.is_some() || status < 500 { Outcome::Rejected } else { Outcome::Unknown };
    let retryable = match outcome {
        Outcome::Rejected => {
            known == Some(ErrorCode::RateLimit)
                || context.idempotent && is_transient(status)
                || known.is_none() && status == 429
        }
        _ => context.idempotent,
    };
    Some(CallError {
        details,
        path,
        timestamp,
        retryable,
        ..CallError::new(Code::Service(name), outcome, message)
    })
}

fn text_field<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str).filter(|text| !text.is_empty() && text.len() <= 200)
}

/// Codes are names for programs; whatever else stands there is not one, and may be a secret.
fn is_code(name: &str) -> bool {
    (3..=64).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        && name.as_bytes()[0].is_ascii_uppercase()
}

/// A failure status without the envelope: a proxy's page, or a server that is not the service.
#[must_use]
pub fn http_error(status: u16, context: &Context<'_>) -> CallError {
    let advice = match status {
        300..=399 => {
            "It is a redirect, and following it would take the API key to another address; set baseUrl to the final address."
        }
        401 | 403 => "Check projectId and apiKey, and that baseUrl is the address of the service.",
        404 | 405 => "Check that baseUrl is the address of the service, /v1 included.",
        407 => "A proxy asks for credentials; set them in HTTPS_PROXY.",
        429 => "Wait before the next call.",
        500.. => "The service, or a proxy before it, is in trouble; try again later.",
        _ => "Check that baseUrl is the address of the service.",
    };
    // 303 says that the request was carried out, and where its result is.
    let outcome = if status >= 500 || status == 303 { Outcome::Unknown } else { Outcome::Rejected };
    CallError {
        status_code: Some(status),
        path: Some(context.path.to_owned()),
        retryable: match outcome {
            Outcome::Rejected => status == 429 || context.idempotent && is_transient(status),
            _ => context.idempotent,
        },
        ..CallError::new(
            Code::Http,
            outcome,
            format!(
                "{} answered {status} without the service's error format. {advice}",
                context.path
            ),
        )
    }
}

/// Statuses that a later attempt may not meet again.
#[must_use]
pub const fn is_transient(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_answers_are_checked_like_small_ones() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("runtime");
        let secrets = crate::redact::Secrets::default;
        let context = Context { secrets: &secrets, path: "/v1/x", idempotent: true };
        let filler = "x".repeat(MOST_AT_ONCE);
        for body in [
            format!(r#"{{"success":true,"data":{{"a":"{filler}"}}}}"#),
            format!(r#"{{"a":"{filler}"}}"#),
            format!(r#"["{filler}"]"#),
            format!(r#"{{"a":"{filler}"#),
            format!("\u{feff}{{\"a\":\"{filler}\"}}"),
            format!(r#"{{"success":false,"a":"{filler}"}}"#),
        ] {
            let answer = |status| {
                let retry_after = Some(Duration::from_millis(7));
                Answer { status, retry_after, body: body.clone().into_bytes() }
            };
            for status in [200, 500] {
                let large = runtime.block_on(decode_fairly(answer(status), &context));
                match (large, decode(answer(status), &context)) {
                    (Ok(large), Ok(small)) => assert_eq!(large, small),
                    (Err(large), Err(small)) => assert_eq!(large.to_json(), small.to_json()),
                    _ => panic!("{status}: {}", &body[..20]),
                }
            }
        }
    }

    #[test]
    fn depth_counts_what_is_open_outside_of_strings() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(!is_too_deep(&nested(MAX_DEPTH)));
        assert!(is_too_deep(&nested(MAX_DEPTH + 1)));
        assert!(!is_too_deep(&nested(1).repeat(MAX_DEPTH + 1)));
        assert!(!is_too_deep(&format!(r#"{{"a":"\"{}"}}"#, "[".repeat(MAX_DEPTH + 1))));
        assert!(is_too_deep(&format!(r#"{{"a\\":{}}}"#, nested(MAX_DEPTH))));
    }
}
