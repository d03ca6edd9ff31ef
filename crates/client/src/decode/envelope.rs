//! The error envelope of the service, read without its secrets.

use baxverify_wire::ErrorCode;
use serde_json::{Map, Value};

use super::unicode::replace_invalid;
use crate::error::{CallError, Code, Context, Outcome, is_transient};

/// Bytes. Error bodies have a few hundred; a larger one is some other page.
pub(crate) const MAX_ERROR_BODY: usize = 64 * 1024;
pub(crate) const MAX_MESSAGE: usize = 1000;

/// The documented error envelope, or `None` where the body is anything else.
pub(super) fn envelope(body: &[u8], status: u16, context: &Context<'_>) -> Option<CallError> {
    if body.len() > MAX_ERROR_BODY {
        return None;
    }
    let root =
        serde_json::from_slice(body).or_else(|_| serde_json::from_slice(&replace_invalid(body)));
    let Value::Object(mut root) = root.ok()? else { return None };
    let Value::Object(mut error) = root.remove("error")? else { return None };
    let name = error.get("code")?.as_str().filter(|name| is_code(name))?.to_owned();
    let known = ErrorCode::from_name(&name);

    let secrets = (context.secrets)();
    // A name that holds a secret is not a name.
    if known.is_none() && secrets.scrub(&name) != name {
        return None;
    }
    let message = error
        .get("message")
        .and_then(Value::as_str)
        .map(str::trim)
        .filter(|message| !message.is_empty())
        // In this order: a secret that is cut in two is not found.
        .map(|message| secrets.scrub(message).chars().take(MAX_MESSAGE).collect())
        .or_else(|| known.map(|code| code.message().to_owned()))
        .unwrap_or_else(|| {
            format!("The service responded with status {status} and the code {name}.")
        });
    let details = match error.remove("details") {
        Some(Value::Object(details)) => Some(details),
        _ => None,
    };
    // Not documented, so all usual places. It is checked together with those of the headers.
    let request_id = [Some(&root), Some(&error), details.as_ref()]
        .into_iter()
        .flatten()
        .find_map(|object| object.get("requestId")?.as_str())
        .map(ToOwned::to_owned);
    let details = details.map(|details| secrets.scrub_object(details));
    // A query string may hold a phone number.
    let path = text_field(&root, "path")
        .map(|path| secrets.scrub(path.split(['?', '#']).next().unwrap_or_default()));
    let timestamp = text_field(&root, "timestamp").map(|time| secrets.scrub(time));

    // A documented code says that nothing was done. An unknown code with a 5xx status may come from
    // a fault after the service has acted.
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
        request_id,
        ..CallError::new(Code::Service(name), outcome, message)
    })
}

fn text_field<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str).filter(|text| !text.is_empty() && text.len() <= 200)
}

/// Codes are names for programs. Another text is not a code, and may be a secret.
fn is_code(name: &str) -> bool {
    (3..=64).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        && name.as_bytes()[0].is_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Secrets;

    fn read(body: &[u8]) -> Option<CallError> {
        let secrets = || {
            let mut secrets = Secrets::default();
            secrets.add_code("BAXVERIFY");
            secrets.add_code("530264");
            secrets
        };
        envelope(body, 400, &Context { secrets: &secrets, path: "/v1/x", idempotent: false })
    }

    #[test]
    fn a_half_of_a_character_does_not_hide_the_code() {
        for message in
            [&br"530-264 \ud83d!"[..], br"530-264 \uDE00!", b"530-264 \xf0\x9f!", b"530-264 \xff!"]
        {
            let body = [
                &br#"{"error":{"code":"BAXVERIFY_OTP_INVALID","message":""#[..],
                message,
                br#""}}"#,
            ];
            let error = read(&body.concat()).expect("an envelope");
            assert_eq!(error.code, Code::Service("BAXVERIFY_OTP_INVALID".to_owned()));
            assert_eq!(error.message, "[redacted] \u{fffd}!");
        }
        assert!(read(br#"{"error":{"code":"A_\ud83d","message":"x"}}"#).is_none());
        assert!(read(br#"{"error":{"code":"A_B","message":"x"}"#).is_none());
    }

    #[test]
    fn an_unknown_code_that_holds_a_secret_is_none() {
        let named = |name: &str| read(format!(r#"{{"error":{{"code":"{name}"}}}}"#).as_bytes());
        assert!(named("BAXVERIFY_OTP_EXPIRED").is_some());
        assert!(named("BAXVERIFY_OTHER").is_none());
        assert!(named("OTHER_530264").is_none());
        assert!(named("OTHER").is_some());
    }

    #[test]
    fn a_message_is_cut_after_its_secrets_are_out() {
        let message = format!("{}530264 {}", "x".repeat(MAX_MESSAGE - 3), "y".repeat(99));
        let body = serde_json::json!({ "error": { "code": "OTHER", "message": message } });
        let error = read(body.to_string().as_bytes()).expect("an envelope");
        assert_eq!(error.message, format!("{}[re", "x".repeat(MAX_MESSAGE - 3)));
    }
}
