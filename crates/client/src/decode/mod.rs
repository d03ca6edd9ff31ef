//! Decodes a response: its status and bytes become the caller's JSON text or an error.
//!
//! A success is checked as JSON, and its text goes to the caller unchanged. So fields that the
//! service adds later reach the caller.

pub(crate) mod envelope;
mod unicode;

use std::time::Duration;

use reqwest::header::HeaderMap;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use tokio::task::spawn_blocking;

use self::envelope::{MAX_ERROR_BODY, envelope};
use crate::error::{CallError, Context};
use crate::http::response::BufferedResponse;
use crate::metadata::HeaderText;
use crate::time::millis;

/// Some frameworks write it before JSON. `fetch` skips it too.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// The JSON library has the same limit. JavaScript has none, and a few megabytes of brackets would
/// block its thread for seconds.
pub(crate) const MAX_DEPTH: usize = 128;

/// Bytes. Checking a larger success takes a millisecond and more. It would block the thread that
/// all calls share, so another thread does it.
const MAX_INLINE_BODY: usize = 256 * 1024;
/// The same for errors. They take longer, because each of their strings is searched for secrets.
const MAX_INLINE_ERROR: usize = 4 * 1024;
/// The same for secrets, which are prepared for the search.
pub(crate) const MAX_INLINE_SECRETS: usize = 2 * 1024;

/// [`decode`], with long work on another thread.
///
/// # Errors
/// The errors of [`decode`].
pub(crate) async fn decode_without_blocking(
    response: BufferedResponse,
    headers: &HeaderMap,
    context: &Context<'_>,
) -> Result<String, CallError> {
    let BufferedResponse { status, retry_after, body } = response;
    let text = if is_success(status) && body.len() > MAX_INLINE_BODY {
        on_blocking_thread(move || accept(status, body)).await?
    } else {
        accept(status, body)
    };
    let error = match text {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let secrets = (context.secrets)();
    let headers = HeaderText::of(headers);
    if error.is_small() && secrets.size() <= MAX_INLINE_SECRETS {
        let context = Context { secrets: &|| secrets.clone(), ..*context };
        let error = error.into_call_error(status, retry_after, &context);
        return Err(error.with_headers(&headers, &secrets));
    }
    let (path, idempotent) = (context.path.to_owned(), context.idempotent);
    Err(on_blocking_thread(move || {
        let context = Context { secrets: &|| secrets.clone(), path: &path, idempotent };
        error.into_call_error(status, retry_after, &context).with_headers(&headers, &secrets)
    })
    .await?)
}

async fn on_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, CallError> {
    spawn_blocking(work).await.map_err(|_| CallError::internal())
}

/// # Errors
/// The service's own error, `BAXVERIFY_HTTP_ERROR` for a failure without the documented envelope,
/// or `BAXVERIFY_INVALID_RESPONSE` for a success that is not a JSON object.
pub fn decode(response: BufferedResponse, context: &Context<'_>) -> Result<String, CallError> {
    let BufferedResponse { status, retry_after, body } = response;
    accept(status, body).map_err(|error| error.into_call_error(status, retry_after, context))
}

const fn is_success(status: u16) -> bool {
    matches!(status, 200..300)
}

fn accept(status: u16, body: Vec<u8>) -> Result<String, DecodeError> {
    if is_success(status) { payload(body) } else { Err(DecodeError::Failure(body)) }
}

fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body)
}

/// Why a response is not a success.
enum DecodeError {
    /// It is not what the service sends. Completes "cannot be used: …".
    Invalid(&'static str),
    /// Its status or its body reports a failure. Holds the body.
    Failure(Vec<u8>),
}

impl DecodeError {
    fn is_small(&self) -> bool {
        match self {
            Self::Invalid(_) => true,
            // A larger body is not read.
            Self::Failure(body) => body.len() <= MAX_INLINE_ERROR || body.len() > MAX_ERROR_BODY,
        }
    }

    fn into_call_error(
        self,
        status: u16,
        retry_after: Option<Duration>,
        context: &Context<'_>,
    ) -> CallError {
        let error = match self {
            Self::Invalid(reason) => CallError::invalid_response(reason, context),
            Self::Failure(body) => {
                envelope(without_mark(&body), status, context).unwrap_or_else(|| {
                    if is_success(status) {
                        CallError::invalid_response(
                            "it reports a failure without an error code",
                            context,
                        )
                    } else {
                        CallError::http_status(status, context)
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

/// The text that a success resolves with.
fn payload(mut body: Vec<u8>) -> Result<String, DecodeError> {
    #[derive(Deserialize)]
    struct Frame<'a> {
        #[serde(borrow)]
        success: Option<&'a RawValue>,
        #[serde(borrow, default, deserialize_with = "present")]
        data: Option<&'a RawValue>,
    }

    /// Distinguishes `null` from a missing field.
    fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<&'de RawValue>, D::Error> {
        <&RawValue>::deserialize(from).map(Some)
    }

    if body.starts_with(BYTE_ORDER_MARK) {
        body.drain(..BYTE_ORDER_MARK.len());
    }
    let text = String::from_utf8(body).map_err(|_| DecodeError::Invalid("it is not UTF-8 text"))?;
    if is_too_deep(&text) {
        return Err(DecodeError::Invalid("it is nested too deeply"));
    }
    // A derived struct would also take an array.
    if !text.trim_ascii_start().starts_with('{') {
        return Err(DecodeError::Invalid("it is not a JSON object"));
    }
    let frame: Frame<'_> =
        serde_json::from_str(&text).map_err(|_| DecodeError::Invalid("it is not valid JSON"))?;
    match (frame.success.map(RawValue::get), frame.data.map(RawValue::get)) {
        (Some("true"), Some(data)) if data.starts_with('{') => Ok(data.to_owned()),
        (Some("true"), Some(_)) => Err(DecodeError::Invalid("its data is not a JSON object")),
        (Some("false"), _) => Err(DecodeError::Failure(text.into_bytes())),
        _ => Ok(text),
    }
}

/// Whether arrays and objects are nested deeper than [`MAX_DEPTH`]. The parser finds what is not
/// JSON.
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

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{self, Poll, Waker};

    use super::*;
    use crate::error::Code;
    use crate::redact::Secrets;

    #[test]
    fn large_answers_are_checked_like_small_ones() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("runtime");
        let no_headers = HeaderMap::new();
        let secrets = Secrets::default;
        let context = Context { secrets: &secrets, path: "/v1/x", idempotent: true };
        let filler = "x".repeat(MAX_INLINE_BODY);
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
                BufferedResponse { status, retry_after, body: body.clone().into_bytes() }
            };
            for status in [200, 500] {
                let large = runtime.block_on(decode_without_blocking(
                    answer(status),
                    &no_headers,
                    &context,
                ));
                match (large, decode(answer(status), &context)) {
                    (Ok(large), Ok(small)) => assert_eq!(large, small),
                    (Err(large), Err(small)) => {
                        let small = small.with_headers(&HeaderText::of(&no_headers), &secrets());
                        assert_eq!(large.to_json(), small.to_json());
                    }
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
            let answer = BufferedResponse { status, retry_after: None, body: body.into_bytes() };
            let no_headers = HeaderMap::new();
            let mut decoding = pin!(decode_without_blocking(answer, &no_headers, &context));
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
            assert!(!is_done_at_once(status, MAX_INLINE_ERROR, 10));
            assert!(!is_done_at_once(status, 10, MAX_INLINE_SECRETS + 1));
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
