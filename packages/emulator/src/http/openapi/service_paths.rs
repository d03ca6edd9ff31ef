//! The paths of the five operations of the service.

use std::collections::BTreeMap;

use baxverify_wire::{ErrorCode, LogStatus, PROJECT_HEADER, Route, Verb};
use serde_json::{Map, Value, json};

use super::builders::{
    error_response, optional_phone, query_parameter, reference, request_body, response,
};

pub fn paths() -> Map<String, Value> {
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
            "Validates a proof, and consumes it unless `consume` is false.",
            Some("Validate"),
            "TokenValidation",
        ),
        Route::Stats => ("getStats", "Counts the messages of the last days.", None, "StatsReport"),
        Route::Logs => ("listLogs", "Lists messages, newest first.", None, "LogPage"),
    };
    let mut parameters = vec![json!({
        "name": PROJECT_HEADER,
        "in": "header",
        "required": true,
        "schema": { "type": "string" },
    })];
    parameters.extend(query_parameters(route));
    let mut operation = json!({
        "operationId": id,
        "summary": summary,
        "tags": ["service"],
        "security": [{ "apiKey": [] }],
        "parameters": parameters,
        "responses": responses(route, response),
    });
    if let Some(request) = request {
        operation["requestBody"] = request_body(request);
    }
    operation
}

fn query_parameters(route: Route) -> Vec<Value> {
    let count = |max: u64| json!({ "type": "integer", "minimum": 1, "maximum": max });
    match route {
        Route::Stats => vec![query_parameter("days", false, &count(365))],
        Route::Logs => vec![
            query_parameter("phone", false, &optional_phone()),
            query_parameter("status", false, &json!({ "enum": LOG_STATUSES })),
            query_parameter("page", false, &count(u32::MAX.into())),
            query_parameter("limit", false, &count(100)),
        ],
        _ => Vec::new(),
    }
}

const LOG_STATUSES: [LogStatus; 4] =
    [LogStatus::Sent, LogStatus::Verified, LogStatus::Failed, LogStatus::Expired];

fn responses(route: Route, schema: &str) -> Map<String, Value> {
    let mut codes: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for &code in ErrorCode::ALL.iter().filter(|&&code| can_occur(route, code)) {
        codes.entry(code.status()).or_default().push(code.as_str());
    }
    codes.entry(400).or_default().push("BAXVERIFY_BAD_REQUEST");
    codes.entry(503).or_default().push("EMULATOR_STORAGE_FAILED");
    codes.entry(408).or_default().push("BAXVERIFY_REQUEST_TIMEOUT");
    codes.entry(413).or_default().push("BAXVERIFY_BODY_TOO_LARGE");
    let errors = codes.into_iter().map(|(status, codes)| {
        let mut response = error_response(&format!("One of {}.", codes.join(", ")));
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
    let success = ("200".to_owned(), response("The call succeeded.", &reference(schema)));
    std::iter::once(success).chain(errors).collect()
}

/// Whether this route can respond with this error. Every route has the errors of project and key.
fn can_occur(route: Route, code: ErrorCode) -> bool {
    match code {
        // Test numbers cause some of the other errors on send too.
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
