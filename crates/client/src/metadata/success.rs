//! A call that succeeded.

use std::time::Duration;

use reqwest::header::HeaderMap;

use super::headers::{HeaderText, append};
use super::{fields, request_id};
use crate::decode::MAX_INLINE_SECRETS;
use crate::error::Code;
use crate::operation::Operation;

/// Bytes. The fields of a larger response are not read again.
const MAX_READ: usize = 64 * 1024;
/// For what the response and its metadata need besides the headers.
const FIRST_LINE: usize = 256;

/// The response of a call, and what is known about it.
pub struct Success {
    /// The text of the response, which is a JSON object.
    pub body: String,
    /// The HTTP status.
    pub status: u16,
    /// The number of requests that were started.
    pub attempts: u32,
    /// The time from the start of the call.
    pub elapsed: Duration,
    /// Why the last attempt before this one failed.
    pub repeated: Option<Code>,
    /// Found only for a client that logs.
    pub request_id: Option<String>,
    pub(crate) headers: HeaderMap,
}

impl Success {
    /// Finds the id of the request. Not for a call with a long token, because the work would block
    /// the thread that all calls share.
    pub(crate) fn with_request_id(self, operation: &Operation, api_key: &str) -> Self {
        let mut secrets = operation.secrets(api_key);
        let in_body = if self.body.len() <= MAX_READ {
            fields::read(&self.body).and_then(|object| fields::add(object, &mut secrets))
        } else if operation.is_idempotent() {
            // The results of reads hold no secret at their top.
            None
        } else {
            return self;
        };
        if secrets.size() > MAX_INLINE_SECRETS {
            return self;
        }
        let headers = HeaderText::of(&self.headers);
        let request_id =
            request_id::find(in_body.as_deref(), &headers.lines(), &|| secrets.clone());
        Self { request_id, ..self }
    }

    /// The body, and behind it the metadata, which is ASCII:
    ///
    /// - a line with the status, the attempts, the microseconds of the call, the id of the request
    ///   and the code of the failure before, each `-` if there is none
    /// - a line for each header, not redacted
    /// - two characters: the length of all this in base 128, the lower digit first
    #[must_use]
    pub fn into_text(self) -> String {
        let Self { body, status, attempts, elapsed, repeated, request_id, headers } = self;
        let start = body.len();
        let mut text = body;
        text.reserve(FIRST_LINE);
        push_number(&mut text, status.into());
        text.push(' ');
        push_number(&mut text, attempts.into());
        text.push(' ');
        push_number(&mut text, u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX));
        text.push(' ');
        text.push_str(request_id.as_deref().unwrap_or("-"));
        text.push(' ');
        text.push_str(repeated.as_ref().map_or("-", Code::as_str));
        text.push('\n');
        append(&headers, &mut text);
        let length = text.len() + 2 - start;
        for digit in [length % 128, length / 128 % 128] {
            text.push(char::from(u8::try_from(digit).unwrap_or_default()));
        }
        text
    }
}

/// Formatting takes several times as long.
fn push_number(text: &mut String, mut number: u64) {
    let mut digits = [0; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
        if number == 0 {
            break;
        }
    }
    text.extend(digits[start..].iter().copied().map(char::from));
}

#[cfg(test)]
mod tests {
    use baxverify_wire::{SendOtp, ValidateToken};
    use reqwest::header::HeaderValue;

    use super::*;

    fn success(body: &str) -> Success {
        let mut headers = HeaderMap::new();
        headers.insert("x-request-id", HeaderValue::from_static("abc"));
        Success {
            body: body.to_owned(),
            status: 200,
            attempts: 2,
            elapsed: Duration::from_micros(1_234_567),
            repeated: Some(Code::Http),
            request_id: None,
            headers,
        }
    }

    #[test]
    fn the_length_of_the_metadata_is_behind_it() {
        for body in ["{}", "{\"ä\":1}"] {
            let text = success(body).into_text();
            let [.., low, high] = text.as_bytes() else { panic!("empty") };
            let (found, metadata) =
                text.split_at(text.len() - usize::from(*low) - 128 * usize::from(*high));
            assert_eq!(found, body);
            let line = "200 2 1234567 - BAXVERIFY_HTTP_ERROR\nx-request-id:abc\n";
            assert_eq!(&metadata[..metadata.len() - 2], line);
        }
    }

    #[test]
    fn numbers_are_decimal() {
        for number in [0, 9, 10, 4_294_967_296, u64::MAX] {
            let mut text = String::new();
            push_number(&mut text, number);
            assert_eq!(text, number.to_string());
        }
    }

    #[test]
    fn the_id_is_found_without_the_secrets_of_request_and_response() {
        let send = Operation::Send(SendOtp { phone: "+4366412345678".into(), purpose: None });
        let id = |body: &str, operation: &Operation| {
            success(body).with_request_id(operation, "bax_sk_canary").request_id
        };
        assert_eq!(id(r#"{"requestId":"req_1"}"#, &send).as_deref(), Some("req_1"));
        for body in [
            r#"{"requestId":"4366412345678"}"#,
            r#"{"requestId":"x-bax_sk_canary"}"#,
            r#"{"requestId":7}"#,
            r#"{"requestId":"eyJhbGciOi.abc.defghijkl","accessToken":"eyJhbGciOi.abc.defghijkl"}"#,
            r#"{"requestId":"69912345678","phone":"+4369912345678"}"#,
            "{}",
        ] {
            assert_eq!(id(body, &send).as_deref(), Some("abc"), "{body}");
        }
        let token = "abcd".repeat(4000);
        let validate = Operation::ValidateToken(ValidateToken { token, consume: true });
        assert_eq!(id(r#"{"requestId":"req_2"}"#, &validate), None);
        let large = format!(r#"{{"a":"{}"}}"#, "x".repeat(MAX_READ));
        assert_eq!(id(&large, &send), None);
    }
}
