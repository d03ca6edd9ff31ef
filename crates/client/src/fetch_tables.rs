//! Writes what the fetch build in `lib/fetch/` shares with this crate, so that the two agree:
//! routes, codes, limits and messages.
//!
//! `UPDATE_GENERATED=1 cargo test -p baxverify-client --lib fetch_tables` writes the file.

use std::fmt::Write as _;
use std::time::Duration;

use baxverify_wire::{DEFAULT_BASE_URL, ErrorCode, PROJECT_HEADER, Route};
use serde_json::{Map, Value, json};

use crate::call::retry::{FIRST_STEP, LONGEST_STEP, SHORTEST_WAIT};
use crate::config::{HEADER_TOKEN, LONGEST_API_KEY, LONGEST_BASE_URL, LONGEST_PROJECT_ID};
use crate::decode::MAX_DEPTH;
use crate::decode::envelope::{MAX_ERROR_BODY, MAX_MESSAGE};
use crate::error::{CallError, Context, Outcome, is_transient};
use crate::http::response::MAX_BODY;
use crate::metadata::{headers, request_id};
use crate::redact::Secrets;
use crate::redact::compatibility::RUNS;
use crate::time::millis;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../lib/fetch/tables.mjs");

const HEAD: &str = "\
// Generated from crates/client/src/fetch_tables.rs by
// UPDATE_GENERATED=1 cargo test -p baxverify-client --lib fetch_tables
";

/// A context with a placeholder for the path.
fn context(idempotent: bool) -> Context<'static> {
    Context { secrets: &Secrets::default, path: "{path}", idempotent }
}

fn routes() -> Value {
    let name = |route| match route {
        Route::Send => "sendOtp",
        Route::Verify => "verifyOtp",
        Route::ValidateToken => "validateVerificationToken",
        Route::Stats => "getStats",
        Route::Logs => "listLogs",
    };
    let entry = |route: Route| {
        (name(route).to_owned(), json!({ "method": route.verb().as_str(), "path": route.path() }))
    };
    Value::Object(Route::ALL.into_iter().map(entry).collect())
}

fn codes() -> Value {
    let entry = |code: &ErrorCode| (code.as_str().to_owned(), code.message().into());
    Value::Object(ErrorCode::ALL.iter().map(entry).collect())
}

/// For a failure status without the envelope of the service: the last status of a range, the
/// outcome, whether a POST and a GET may be repeated, and the message.
fn statuses() -> Vec<Value> {
    let row = |status: u16| {
        let post = CallError::http_status(status, &context(false));
        let get = CallError::http_status(status, &context(true));
        assert_eq!((post.outcome, &post.message), (get.outcome, &get.message));
        let message = post.message.replace(&status.to_string(), "{status}");
        (json!(post.outcome), post.retryable, get.retryable, message)
    };
    let mut rows = Vec::new();
    for status in 100..1000 {
        if status == 999 || row(status) != row(status + 1) {
            let (outcome, post, get, message) = row(status);
            rows.push(json!([status, outcome, post, get, message]));
        }
    }
    rows
}

fn messages() -> Map<String, Value> {
    let limit = Duration::from_millis(86_399_999);
    let timeout = |outcome, idempotent| {
        CallError::timeout(limit, outcome, &context(idempotent))
            .message
            .replace("86399999", "{milliseconds}")
    };
    let Value::Object(messages) = json!({
        "invalidArgument": CallError::invalid_argument("{field}", "{expected}").message,
        "internal": CallError::internal().message,
        "invalidResponse": CallError::invalid_response("{reason}", &context(false)).message,
        "tooLarge": CallError::body_too_large(200, MAX_BODY, &context(false)).message,
        "timeout": timeout(Outcome::Unknown, false),
        "timeoutOfRead": timeout(Outcome::Unknown, true),
    }) else {
        unreachable!()
    };
    messages
}

/// The runs of similar characters, each as its distance from the one before, its length, and the
/// ASCII character of its first. Numbers have base 36.
fn compatibility() -> String {
    let mut before = 0;
    let mut runs = Vec::new();
    for &(first, length, ascii) in RUNS {
        let mut run = radix_36(first - before);
        if length > 1 {
            let _ = write!(run, ",{}", radix_36(length.into()));
        }
        run.push(ascii.into());
        before = first;
        // They separate the runs and their parts.
        assert!(!b"|,".contains(&ascii));
        runs.push(run);
    }
    runs.join("|")
}

fn radix_36(mut number: u32) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit(number % 36, 36).expect("a digit"));
        number /= 36;
        if number == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

fn tables() -> String {
    let mut text = HEAD.to_owned();
    let mut add = |name: &str, value: &Value| {
        let value = serde_json::to_string(value).expect("JSON");
        let _ = write!(text, "\nexport const {name} =\n  {value};\n");
    };
    add("DEFAULT_BASE_URL", &DEFAULT_BASE_URL.into());
    add("PROJECT_HEADER", &PROJECT_HEADER.into());
    add("HEADER_TOKEN", &HEADER_TOKEN.into());
    add("ROUTES", &routes());
    add("CODES", &codes());
    add("MESSAGES", &Value::Object(messages()));
    add("STATUSES", &statuses().into());
    add("TRANSIENT", &(100..1000).filter(|status| is_transient(*status)).collect());
    add(
        "LIMITS",
        &json!({
            "projectId": LONGEST_PROJECT_ID,
            "apiKey": LONGEST_API_KEY,
            "baseUrl": LONGEST_BASE_URL,
            "body": MAX_BODY,
            "errorBody": MAX_ERROR_BODY,
            "message": MAX_MESSAGE,
            "depth": MAX_DEPTH,
            "headers": headers::MOST_HEADERS,
            "headerBytes": headers::MOST_BYTES,
            "headerName": headers::LONGEST_NAME,
            "headerValue": headers::LONGEST_VALUE,
            "requestId": request_id::LONGEST,
        }),
    );
    add("PRIVATE_HEADERS", &headers::PRIVATE.into_iter().collect());
    add("REQUEST_ID_HEADERS", &request_id::HEADERS.into_iter().collect());
    add(
        "BACKOFF",
        &json!({
            "firstStep": millis(FIRST_STEP),
            "longestStep": millis(LONGEST_STEP),
            "shortestWait": millis(SHORTEST_WAIT),
        }),
    );
    add("COMPATIBILITY", &compatibility().into());
    text
}

#[test]
fn the_tables_of_the_fetch_build_are_up_to_date() {
    let generated = tables();
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::write(FILE, &generated).expect("written");
    }
    let found = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(found == generated, "{FILE} is out of date. Run this test with UPDATE_GENERATED=1.");
}
