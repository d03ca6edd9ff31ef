//! The service's five operations.

use std::collections::BTreeMap;

use baxverify_wire::{ErrorCode, LogStatus, PROJECT_HEADER, Route, Verb};
use serde_json::{Map, Value, json};

use super::{answer, body, failed, optional_phone, query, reference};

pub(super) fn paths() -> Map<String, Value> {
    let path = |route: Route| {
        let method = match route.verb() {
            Verb::Get => "get",
            Verb::Post => "post",
        };
        (format!("/v1{}", route.path()), json!({ method: operation(route) }))
    };
    Route::ALL.into_iter().map(path).collect()
}

fn operation(route: Route) -> Value {
    let (id, summary, request, response) = match route {
        Route::Send => ("sendOtp", "Sends a code by SMS.", Some("Send"), "OtpSent"),
        Route::Verify => {
            ("verifyOtp", "Exchanges a code for a proof.", Some("Verify"), "OtpVerified")
        }
        Route::ValidateToken => (
            "validateVerificationToken",
            "Checks a proof, and spends it unless told not to.",
            Some("Validate"),
            "TokenValidation",
        ),
        Route::Stats => ("getStats", "Counts messages of the last days.", None, "StatsReport"),
        Route::Logs => ("listLogs", "Lists messages, newest first.", None, "LogPage"),
    };
    let mut parameters = vec![json!({
        "name": PROJECT_HEADER,
        "in": "header",
        "required": true,
        "schema": { "type": "string" },
    })];
    parameters.extend(queries(route));
    let mut operation = json!({
        "operationId": id,
        "summary": summary,
        "tags": ["service"],
        "security": [{ "apiKey": [] }],
        "parameters": parameters,
        "responses": responses(route, response),
    });
    if let Some(request) = request {
        operation["requestBody"] = body(request);
    }
    operation
}

fn queries(route: Route) -> Vec<Value> {
    let count = |max: u64| json!({ "type": "integer", "minimum": 1, "maximum": max });
    match route {
        Route::Stats => vec![query("days", false, &count(365))],
        Route::Logs => vec![
            query("phone", false, &optional_phone()),
            query("status", false, &json!({ "enum": LOG_STATUSES })),
            query("page", false, &count(u32::MAX.into())),
            query("limit", false, &count(100)),
        ],
        _ => Vec::new(),
    }
}

const LOG_STATUSES: [LogStatus; 4] =
    [LogStatus::Sent, LogStatus::Verified, LogStatus::Failed, LogStatus::Expired];

fn responses(route: Route, schema: &str) -> Map<String, Value> {
    let mut codes: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for &code in ErrorCode::ALL.iter().filter(|&&code| arises(route, code)) {
        codes.entry(code.status()).or_default().push(code.as_str());
    }
    codes.entry(400).or_default().push("BAXVERIFY_BAD_REQUEST");
    codes.entry(413).or_default().push("BAXVERIFY_BODY_TOO_LARGE");
    let errors = codes.into_iter().map(|(status, codes)| {
        let mut response = failed(&format!("One of {}.", codes.join(", ")));
        if status == 429 {
            response["headers"] = json!({
                "Retry-After": {
                    "description": "Seconds, with BAXVERIFY_RATE_LIMIT.",
                    "schema": { "type": "string", "pattern": "^[0-9]+$" },
                },
            });
        }
        (status.to_string(), response)
    });
    let success = ("200".to_owned(), answer("The call succeeded.", &reference(schema)));
    std::iter::once(success).chain(errors).collect()
}

/// Whether this route can end with that error. Those of project and key arise everywhere.
fn arises(route: Route, code: ErrorCode) -> bool {
    match code {
        // A number of a scenario is refused with any of them on send.
        ErrorCode::SenderNotConfigured
        | ErrorCode::InsufficientCredits
        | ErrorCode::RateLimit
        | ErrorCode::SmsSendFailed => route == Route::Send,
        ErrorCode::InvalidPhone => {
            matches!(route, Route::Send | Route::Verify | Route::Logs)
        }
        ErrorCode::OtpExpired
        | ErrorCode::OtpInvalid
        | ErrorCode::OtpMaxAttempts
        | ErrorCode::VerifyFeeCredits => route == Route::Verify,
        ErrorCode::TokenInvalid | ErrorCode::TokenConsumed => route == Route::ValidateToken,
        _ => true,
    }
}
