//! The paths of messages and of the request journal, which have pages and filters.

use serde_json::{Value, json};

use super::builders::{query_parameter, reference};
use super::descriptions::{Description, count, object, path_id, project};
use crate::http::control::pages;
use crate::http::control::routes::ControlRoute;
use crate::request_journal::Outcome;

pub fn describe(route: ControlRoute) -> Option<Description> {
    Some(match route {
        ControlRoute::Messages => Description {
            parameters: vec![
                query_parameter("phone", false, &json!({ "type": "string" })),
                project(),
                search(),
                count("limit", pages::MAX_LIMIT.into()),
                before(),
            ],
            ..Description::new("Lists the messages, newest first.", message_page())
        },
        ControlRoute::DeleteMessages => Description {
            parameters: vec![
                query_parameter(
                    "ids",
                    false,
                    &json!({ "type": "string", "description": "At most 1,000 ids with commas." }),
                ),
                query_parameter("phone", false, &json!({ "type": "string" })),
                project(),
                search(),
                query_parameter("all", false, &json!({ "enum": ["true", ""] })),
            ],
            ..Description::new(
                "Deletes the messages that all parameters select. At least one is required.",
                object(&[("deleted", json!({ "type": "integer", "minimum": 0 }))]),
            )
        },
        ControlRoute::DeleteMessage => Description {
            parameters: vec![path_id("^[A-Za-z0-9_]+$")],
            not_found: Some("there is no such message."),
            ..Description::new("Deletes a message.", object(&[("deleted", json!({ "const": 1 }))]))
        },
        ControlRoute::Requests => Description {
            parameters: request_parameters(),
            ..Description::new("Lists the calls of clients, newest first.", request_page())
        },
        ControlRoute::ClearRequests => Description {
            parameters: vec![project()],
            ..Description::new(
                "Deletes the entries of the request journal.",
                object(&[("success", json!({ "const": true }))]),
            )
        },
        _ => return None,
    })
}

/// The start of the next page.
fn before() -> Value {
    let description = "The `next` of the page before.";
    query_parameter(
        "before",
        false,
        &json!({ "type": "integer", "minimum": 0, "description": description }),
    )
}

fn search() -> Value {
    let description = "Words, and the operators `to:`, `status:`, `purpose:` and `project:`. \
        Quotes hold a value with spaces together.";
    let schema = json!({ "type": "string", "maxLength": 1000 });
    let mut parameter = query_parameter("search", false, &schema);
    parameter["description"] = json!(description);
    parameter
}

fn request_parameters() -> Vec<Value> {
    let text = |name| query_parameter(name, false, &json!({ "type": "string" }));
    // An empty parameter counts as absent.
    let routes = ["send", "verify", "validate-token", "stats", "logs", ""];
    let outcomes = Outcome::ALL.map(Outcome::name).into_iter().chain([""]).collect::<Vec<_>>();
    vec![
        project(),
        query_parameter("route", false, &json!({ "enum": routes })),
        text("method"),
        text("phone"),
        query_parameter(
            "status",
            false,
            &json!({ "type": "string", "pattern": "^([1-5][0-9]{2}|[1-5]xx|none)?$" }),
        ),
        text("errorCode"),
        query_parameter("outcome", false, &json!({ "enum": outcomes })),
        query_parameter(
            "since",
            false,
            &json!({ "type": "integer", "minimum": 0, "description": "The id of a request, or a date." }),
        ),
        count("limit", pages::MAX_LIMIT.into()),
        before(),
    ]
}

fn message_page() -> Value {
    let messages = json!({ "type": "array", "items": reference("MessageView") });
    let mut page = object(&[("messages", messages)]);
    let description = "How many messages the filter selects. Only on the first page.";
    page["properties"]["total"] =
        json!({ "type": "integer", "minimum": 0, "description": description });
    page["properties"]["next"] = next();
    page
}

fn request_page() -> Value {
    let mut page = object(&[
        ("requests", json!({ "type": "array", "items": reference("RequestView") })),
        ("counts", reference("RequestCounts")),
        ("dropped", json!({ "type": "integer", "minimum": 0 })),
    ]);
    page["properties"]["next"] = next();
    page
}

fn next() -> Value {
    let description = "The `before` of the next page. Absent on the last page.";
    json!({ "type": "integer", "minimum": 0, "description": description })
}
