//! The paths of the control API.

use serde_json::{Map, Value, json};

use super::builders::{error_response, query_parameter, reference, request_body, response};
use super::descriptions::{Description, count, object, path_id, project};
use super::{clock_paths, list_paths, project_paths, webhook_paths};
use crate::http::control::messages::MAX_TIMEOUT_MILLIS;
use crate::http::control::routes::{ControlRoute, ROUTES};

pub fn paths() -> Map<String, Value> {
    let mut paths = Map::new();
    for &(path, method, route) in ROUTES {
        if route == ControlRoute::Events {
            continue;
        }
        let operations = paths.entry(path).or_insert_with(|| json!({}));
        operations[method.to_lowercase()] = operation(route);
    }
    paths
}

fn method_of(route: ControlRoute) -> &'static str {
    ROUTES.iter().find(|(_, _, other)| *other == route).map_or("GET", |(_, method, _)| method)
}

fn operation(route: ControlRoute) -> Value {
    let description = describe(route);
    let mut responses = json!({
        "200": response("Done.", &description.response),
        "403": error_response("EMULATOR_FORBIDDEN: the request has a foreign Host, Origin or site."),
        "408": error_response("BAXVERIFY_REQUEST_TIMEOUT."),
        "413": error_response("BAXVERIFY_BODY_TOO_LARGE."),
    });
    if !matches!(method_of(route), "GET") || route == ControlRoute::Health {
        responses["503"] = error_response("EMULATOR_STORAGE_FAILED: the database file.");
    }
    if route == ControlRoute::Wait {
        responses["410"] =
            error_response("EMULATOR_PROJECT_REMOVED: there is no such project, or not any more.");
    }
    if description.request.is_some() || !description.parameters.is_empty() {
        responses["400"] = error_response("BAXVERIFY_BAD_REQUEST or BAXVERIFY_INVALID_PHONE.");
    }
    if let Some(reason) = description.not_found {
        responses["404"] = error_response(&format!("EMULATOR_NOT_FOUND: {reason}"));
    }
    let mut operation = json!({
        "operationId": format!("{route:?}"),
        "summary": description.summary,
        "tags": ["emulator"],
        "parameters": description.parameters,
        "responses": responses,
    });
    if let Some(request) = description.request {
        operation["requestBody"] = request_body(request);
        // A missing body counts as an empty object, which some routes accept.
        operation["requestBody"]["required"] = json!(description.needs_body);
    }
    operation
}

fn describe(route: ControlRoute) -> Description {
    let described = clock_paths::describe(route)
        .or_else(|| list_paths::describe(route))
        .or_else(|| project_paths::describe(route))
        .or_else(|| webhook_paths::describe(route));
    if let Some(description) = described {
        return description;
    }
    let phone = || query_parameter("phone", true, &reference("Phone"));
    let success = || object(&[("success", json!({ "const": true }))]);
    let list =
        |name, schema| object(&[(name, json!({ "type": "array", "items": reference(schema) }))]);
    let text = || json!({ "type": "string" });
    match route {
        ControlRoute::Health => Description::new(
            "Responds when the emulator is ready.",
            object(&[
                ("status", json!({ "const": "ok" })),
                ("name", json!({ "const": env!("CARGO_PKG_NAME") })),
                ("version", text()),
            ]),
        ),
        ControlRoute::Wait => Description {
            parameters: vec![
                phone(),
                project(),
                query_parameter(
                    "after",
                    false,
                    &json!({ "type": "string", "pattern": "^msg_[0-9a-f]+$" }),
                ),
                count("timeout", MAX_TIMEOUT_MILLIS.into()),
            ],
            not_found: Some("no usable code arrived in time."),
            ..Description::new("Waits for a message with a usable code.", reference("MessageView"))
        },
        ControlRoute::Code => Description {
            parameters: vec![phone(), project()],
            not_found: Some("no message reached the phone."),
            ..Description::new(
                "Returns the code that reached the phone last.",
                object(&[("phone", text()), ("code", text())]),
            )
        },
        ControlRoute::Reset => Description {
            request: Some("Reset"),
            needs_body: false,
            not_found: Some("there is no such project."),
            ..Description::new("Resets one project, or everything.", success())
        },
        ControlRoute::Days => Description {
            parameters: vec![count("days", 365), project()],
            ..Description::new("Counts messages per day, today last.", list("days", "Day"))
        },
        ControlRoute::Faults => {
            Description::new("Lists the active fault rules.", list("faults", "FaultView"))
        }
        ControlRoute::Inject => Description {
            request: Some("Rule"),
            ..Description::new("Adds a fault rule.", reference("FaultView"))
        },
        ControlRoute::EndFaults => Description::new("Removes all fault rules.", success()),
        ControlRoute::EndFault => Description {
            parameters: vec![path_id("^[A-Za-z0-9_]+$")],
            not_found: Some("there is no such rule."),
            ..Description::new("Removes a fault rule.", success())
        },
        ControlRoute::OpenApi => {
            Description::new("Returns this document.", json!({ "type": "object" }))
        }
        ControlRoute::Events => Description::new("Streams events.", json!(true)),
        // Described above.
        ControlRoute::Messages
        | ControlRoute::DeleteMessages
        | ControlRoute::DeleteMessage
        | ControlRoute::Requests
        | ControlRoute::ClearRequests
        | ControlRoute::Project
        | ControlRoute::RemoveProject
        | ControlRoute::Projects
        | ControlRoute::Clock
        | ControlRoute::Clocks
        | ControlRoute::Advance
        | ControlRoute::Webhooks
        | ControlRoute::ClearWebhooks
        | ControlRoute::Redeliver => Description::new("", json!(true)),
    }
}
