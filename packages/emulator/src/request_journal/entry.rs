//! One call of a client, as the journal keeps it.

use std::time::Duration;

use baxverify_wire::Route;
use serde::Serialize;
use utoipa::ToSchema;

use super::curl;
use super::redaction::{TOKEN, mask_key, redact};

/// Bytes of a body that are kept. Valid bodies are shorter.
const MAX_BODY: usize = 4_096;
/// Bytes of a path with its query string that are kept.
const MAX_PATH: usize = 2_048;
/// Bytes of every other text that are kept.
const MAX_TEXT: usize = 256;
/// The memory of an entry without its texts, in bytes.
const BASE_BYTES: usize = 512;

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// The service accepted the call.
    Succeeded,
    /// The service refused the call with an error.
    Refused,
    /// A fault rule affected the call.
    Disturbed,
    /// The client closed the connection before the response.
    Aborted,
    /// The call has no response yet.
    Pending,
}

/// A fault rule that affected a call, and what it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FaultEffect {
    pub id: String,
    /// Such as `status: 503`, `latencyMs: 120`, `connection: stall` or `sms: late`.
    pub effect: String,
}

/// A call of a client to the service API.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestView {
    /// Ascending in the order in which calls were recorded.
    pub id: u64,
    /// When the call started, by the clock of the emulator.
    pub at: String,
    pub method: String,
    /// The path with its query string. Keys and proofs are replaced by variables.
    pub path: String,
    /// Absent if the path is not one of the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub route: Option<&'static str>,
    /// The value of the header `X-Project-Id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The key with most of its characters replaced, such as `bax_sk_…3f9a`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    pub outcome: Outcome,
    /// Absent if there was no response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// Why the call did not succeed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Milliseconds from the request's headers to the response. Absent while the call is pending.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<f64>,
    /// The fault rules that affected the call.
    pub faults: Vec<FaultEffect>,
    /// The request body. Keys and proofs are replaced by variables.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Whether only the start of the body was kept.
    pub body_truncated: bool,
    /// The call as a curl command with the key as `$BAXCLOUD_API_KEY`. Absent if the body is
    /// truncated or not text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub curl: Option<String>,
    /// The time in milliseconds since the Unix epoch.
    #[serde(skip)]
    pub(super) at_millis: u64,
}

impl RequestView {
    /// About how many bytes of memory the entry takes.
    pub(super) fn bytes(&self) -> usize {
        let optional = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let faults: usize = self.faults.iter().map(|f| f.id.len() + f.effect.len() + 64).sum();
        BASE_BYTES
            + self.method.len()
            + self.path.len()
            + optional(&self.project_id)
            + optional(&self.phone)
            + optional(&self.error_code)
            + optional(&self.reason)
            + optional(&self.body)
            + optional(&self.curl)
            + faults
    }
}

/// What is known of a call while it is processed, with its key.
pub struct RequestDraft {
    pub at: String,
    pub at_millis: u64,
    pub method: String,
    pub host: String,
    /// With the query string.
    pub path: String,
    pub route: Option<Route>,
    pub project_id: Option<String>,
    pub phone: Option<String>,
    pub key: Option<String>,
    pub body: Option<Vec<u8>>,
    pub faults: Vec<FaultEffect>,
    pub status: Option<u16>,
    pub error_code: Option<String>,
    pub reason: Option<String>,
}

impl RequestDraft {
    /// Returns the entry. It has the id 0 until the journal numbers it.
    pub fn view(&self, outcome: Outcome, duration: Option<Duration>) -> RequestView {
        let key = self.key.as_deref();
        let path = shortened(&redact(&self.path, key), MAX_PATH);
        let project_id = self.project_id.as_ref().map(|id| shortened(&redact(id, key), MAX_TEXT));
        let (body, body_truncated) = self.body();
        let is_text = self.body.is_none() || body.is_some();
        let curl = (is_text && !body_truncated).then(|| {
            curl::command(&curl::Request {
                method: &self.method,
                host: &self.host,
                path: &path,
                project_id: project_id.as_deref(),
                has_key: key.is_some(),
                body: body.as_deref(),
            })
        });
        RequestView {
            id: 0,
            at: self.at.clone(),
            method: shortened(&self.method, MAX_TEXT),
            path,
            route: self.route.map(route_name),
            project_id,
            phone: self.phone.as_ref().map(|phone| shortened(&redact(phone, key), MAX_TEXT)),
            key: key.map(mask_key),
            outcome,
            status: self.status,
            error_code: self.error_code.clone(),
            reason: self.reason.as_ref().map(|reason| shortened(&redact(reason, key), MAX_BODY)),
            duration_ms: duration.map(|duration| (duration.as_secs_f64() * 1e5).round() / 100.0),
            faults: self.faults.clone(),
            body,
            body_truncated,
            curl,
            at_millis: self.at_millis,
        }
    }

    /// Returns the redacted body, and whether it was truncated.
    fn body(&self) -> (Option<String>, bool) {
        let Some(bytes) = &self.body else { return (None, false) };
        // An escaped proof does not look like one.
        if self.route == Some(Route::ValidateToken)
            && let Ok(serde_json::Value::Object(mut object)) = serde_json::from_slice(bytes)
            && let Some(token) = object.get_mut("token").filter(|token| token.is_string())
        {
            *token = TOKEN.into();
            let text = serde_json::Value::Object(object).to_string();
            return truncated(&redact(&text, self.key.as_deref()));
        }
        match str::from_utf8(bytes) {
            Ok(text) => truncated(&redact(text, self.key.as_deref())),
            Err(_) => (None, false),
        }
    }
}

fn truncated(text: &str) -> (Option<String>, bool) {
    let short = start_of(text, MAX_BODY);
    (Some(short.to_owned()), short.len() < text.len())
}

/// Returns the start of the text, at most `max` bytes of whole characters.
fn start_of(text: &str, max: usize) -> &str {
    let mut end = text.len().min(max);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn shortened(text: &str, max: usize) -> String {
    if text.len() <= max {
        return text.to_owned();
    }
    format!("{}…", start_of(text, max))
}

/// The name of a route in filters and fault rules.
pub const fn route_name(route: Route) -> &'static str {
    match route {
        Route::Send => "send",
        Route::Verify => "verify",
        Route::ValidateToken => "validate-token",
        Route::Stats => "stats",
        Route::Logs => "logs",
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use baxverify_wire::Route;

    use super::{Outcome, RequestDraft};

    fn draft(body: &str) -> RequestDraft {
        RequestDraft {
            at: "2025-01-01T00:00:00.000Z".to_owned(),
            at_millis: 0,
            method: "POST".to_owned(),
            host: "127.0.0.1:4229".to_owned(),
            path: "/v1/auth/sms/validate-token?key=bax_sk_0123456789abcdef".to_owned(),
            route: Some(Route::ValidateToken),
            project_id: Some("proj_1".to_owned()),
            phone: None,
            key: Some("bax_sk_0123456789abcdef".to_owned()),
            body: Some(body.as_bytes().to_vec()),
            faults: Vec::new(),
            status: Some(401),
            error_code: None,
            reason: None,
        }
    }

    #[test]
    fn no_text_of_an_entry_contains_the_key_or_a_proof() {
        for body in [
            r#"{"token":"eyJhbGci.eyJzdWIi.c2lnbmF0dXJl","key":"bax_sk_0123456789abcdef"}"#,
            r#"{"token":"\u0065yJhbGci.eyJzdWIi.c2lnbmF0dXJl"}"#,
            r#"{"token":"eyJhbGci.eyJzdWIi.c2lnbmF0dXJl"#,
        ] {
            let view = draft(body).view(Outcome::Refused, Some(Duration::from_micros(1_234)));
            let text = serde_json::to_string(&view).unwrap();
            for secret in ["0123456789ab", "c2lnbmF0dXJl", "eyJzdWIi"] {
                assert!(!text.contains(secret), "{text}");
            }
            assert_eq!(view.key.as_deref(), Some("bax_sk_…cdef"));
            assert!(view.curl.unwrap().contains(r#""$BAXVERIFY_TOKEN""#));
            assert_eq!(view.duration_ms, Some(1.23));
        }
    }

    #[test]
    fn long_texts_are_shortened() {
        let mut draft = draft(&"é".repeat(30_000));
        draft.path = format!("/{}", "é".repeat(30_000));
        draft.project_id = Some("p".repeat(30_000));
        let view = draft.view(Outcome::Refused, None);
        assert!(view.body_truncated && view.curl.is_none());
        assert!(view.bytes() < 8_000, "{}", view.bytes());
    }
}
