//! From an answer's status and bytes to the caller's JSON text or an error.
//!
//! A success is checked as JSON but not rebuilt: its text goes to the caller whole, so that fields
//! added to the service tomorrow arrive today.

use std::time::Duration;

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use tokio::task::spawn_blocking;

use super::envelope::{MAX_ERROR_BODY, envelope};
use super::observer::millis;
use super::response::Answer;
use crate::error::{CallError, Code, Outcome};
use crate::redact::Secrets;

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
/// The same for errors, which take longer: each of their strings is searched for secrets.
const MOST_OF_ERROR_AT_ONCE: usize = 4 * 1024;
/// And for secrets, which have to be prepared for the search.
const MOST_OF_SECRETS_AT_ONCE: usize = 2 * 1024;

/// Like [`decode`], without holding up other calls.
///
/// # Errors
/// As [`decode`].
pub async fn decode_fairly(answer: Answer, context: &Context<'_>) -> Result<String, CallError> {
    let Answer { status, retry_after, body } = answer;
    let text = if is_success(status) && body.len() > MOST_AT_ONCE {
        elsewhere(move || accept(status, body)).await?
    } else {
        accept(status, body)
    };
    let fault = match text {
        Ok(text) => return Ok(text),
        Err(fault) => fault,
    };
    let secrets = (context.secrets)();
    if fault.is_small() && secrets.size() <= MOST_OF_SECRETS_AT_ONCE {
        return Err(fault.judge(
            status,
            retry_after,
            &Context { secrets: &|| secrets.clone(), ..*context },
        ));
    }
    let (path, idempotent) = (context.path.to_owned(), context.idempotent);
    Err(elsewhere(move || {
        let context = Context { secrets: &|| secrets.clone(), path: &path, idempotent };
        fault.judge(status, retry_after, &context)
    })
    .await?)
}

async fn elsewhere<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, CallError> {
    spawn_blocking(work).await.map_err(|_| CallError::internal())
}

/// # Errors
/// The service's own error, `BAXVERIFY_HTTP_ERROR` for a failure without the documented envelope, or
/// `BAXVERIFY_INVALID_RESPONSE` for a success that is not a JSON object.
pub fn decode(answer: Answer, context: &Context<'_>) -> Result<String, CallError> {
    let Answer { status, retry_after, body } = answer;
    accept(status, body).map_err(|fault| fault.judge(status, retry_after, context))
}

const fn is_success(status: u16) -> bool {
    matches!(status, 200..300)
}

fn accept(status: u16, body: Vec<u8>) -> Result<String, Fault> {
    if is_success(status) { payload(body) } else { Err(Fault::Failure(body)) }
}

fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body)
}

/// Why an answer is not a success.
enum Fault {
    /// Completes "cannot be used: …".
    Unusable(&'static str),
    /// Its status, or the answer itself, says so.
    Failure(Vec<u8>),
}

impl Fault {
    fn is_small(&self) -> bool {
        match self {
            Self::Unusable(_) => true,
            // What is too large is not read.
            Self::Failure(body) => {
                body.len() <= MOST_OF_ERROR_AT_ONCE || body.len() > MAX_ERROR_BODY
            }
        }
    }

    /// The error, with what is known of every answer.
    fn judge(self, status: u16, retry_after: Option<Duration>, context: &Context<'_>) -> CallError {
        let error = match self {
            Self::Unusable(reason) => invalid(reason, context),
            Self::Failure(body) => {
                envelope(without_mark(&body), status, context).unwrap_or_else(|| {
                    if is_success(status) {
                        invalid("it reports a failure without naming it", context)
                    } else {
                        http_error(status, context)
                    }
                })
            }
        };
        CallError {
            status_code: Some(status),
            retry_after_ms: retry_after.map(millis),
            path: error.path.or_else(|| Some(context.path.to_owned())),
            ..error
        }
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
        (Some("false"), _) => Err(Fault::Failure(text.into_bytes())),
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
    use std::pin::pin;
    use std::task::{self, Poll, Waker};

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
    fn errors_that_take_long_do_not_hold_up_the_thread() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(1)
            .build()
            .expect("runtime");
        let _guard = runtime.enter();
        let is_done_at_once = |status, filler: usize, token: usize| {
            let secrets = move || {
                let mut secrets = Secrets::default();
                secrets.add_token(&"7".repeat(token));
                secrets
            };
            let context = Context { secrets: &secrets, path: "/v1/x", idempotent: true };
            let body = format!(
                r#"{{"success":false,"error":{{"code":"A_B_C","message":"{}"}}}}"#,
                "x".repeat(filler)
            );
            let answer = Answer { status, retry_after: None, body: body.into_bytes() };
            let mut decoding = pin!(decode_fairly(answer, &context));
            // The only other thread is busy until the first step is over.
            let (release, held) = std::sync::mpsc::channel::<()>();
            let busy = spawn_blocking(move || held.recv());
            let first = decoding.as_mut().poll(&mut task::Context::from_waker(Waker::noop()));
            let is_done = first.is_ready();
            drop(release);
            let result = match first {
                Poll::Ready(result) => result,
                Poll::Pending => runtime.block_on(decoding),
            };
            assert!(runtime.block_on(busy).is_ok());
            let error = result.expect_err("a failure");
            let is_envelope = error.code == Code::Service("A_B_C".to_owned());
            assert_eq!(is_envelope, filler < MAX_ERROR_BODY, "{}", error.message);
            assert_eq!(error.status_code, Some(status));
            is_done
        };
        for status in [200, 500] {
            assert!(is_done_at_once(status, 1000, 2000));
            assert!(is_done_at_once(status, MAX_ERROR_BODY, 2000));
            assert!(!is_done_at_once(status, MOST_OF_ERROR_AT_ONCE, 10));
            assert!(!is_done_at_once(status, 10, MOST_OF_SECRETS_AT_ONCE + 1));
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
