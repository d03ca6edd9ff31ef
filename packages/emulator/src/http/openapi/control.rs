//! The emulator's own routes.

use serde_json::{Map, Value, json};

use super::{answer, body, failed, query, reference};
use crate::http::control::{Control, MAX_TIMEOUT_MILLIS, ROUTES};

pub(super) fn paths() -> Map<String, Value> {
    let mut paths = Map::new();
    for &(path, method, control) in ROUTES {
        if control == Control::Events {
            continue;
        }
        let operations = paths.entry(path).or_insert_with(|| json!({}));
        operations[method.to_lowercase()] = operation(control);
    }
    paths
}

fn operation(control: Control) -> Value {
    let described = describe(control);
    let mut responses = json!({
        "200": answer("Done.", &described.response),
        "403": failed("EMULATOR_FORBIDDEN: the request names a foreign host, origin or site."),
        "413": failed("BAXVERIFY_BODY_TOO_LARGE."),
    });
    if described.request.is_some() || !described.parameters.is_empty() {
        responses["400"] = failed("BAXVERIFY_BAD_REQUEST or BAXVERIFY_INVALID_PHONE.");
    }
    if let Some(reason) = described.not_found {
        responses["404"] = failed(&format!("EMULATOR_NOT_FOUND: {reason}"));
    }
    let mut operation = json!({
        "operationId": format!("{control:?}"),
        "summary": described.summary,
        "tags": ["emulator"],
        "parameters": described.parameters,
        "responses": responses,
    });
    if let Some(request) = described.request {
        operation["requestBody"] = body(request);
        // Without one it is an empty object, which some of them take.
        operation["requestBody"]["required"] = json!(described.needs_body);
    }
    operation
}

struct Described {
    summary: &'static str,
    parameters: Vec<Value>,
    request: Option<&'static str>,
    response: Value,
    not_found: Option<&'static str>,
    needs_body: bool,
}

impl Described {
    fn new(summary: &'static str, response: Value) -> Self {
        Self {
            summary,
            parameters: Vec::new(),
            request: None,
            response,
            not_found: None,
            needs_body: true,
        }
    }
}

fn describe(control: Control) -> Described {
    let phone = || query("phone", true, &reference("Phone"));
    let project = || query("projectId", false, &json!({ "type": "string" }));
    let count = |name, max: u64| {
        query(name, false, &json!({ "type": "integer", "minimum": 1, "maximum": max }))
    };
    let success = || object(&[("success", json!({ "const": true }))]);
    let list =
        |name, schema| object(&[(name, json!({ "type": "array", "items": reference(schema) }))]);
    let clock = || {
        object(&[
            ("now", json!({ "type": "string", "format": "date-time" })),
            ("offsetSeconds", json!({ "type": "integer", "minimum": 0 })),
        ])
    };
    let text = || json!({ "type": "string" });
    match control {
        Control::Health => Described::new(
            "Whether the emulator answers.",
            object(&[("status", json!({ "const": "ok" }))]),
        ),
        Control::Messages => Described {
            parameters: vec![
                query("phone", false, &json!({ "type": "string" })),
                project(),
                count("limit", 10_000_000),
            ],
            ..Described::new("The kept messages, newest first.", list("messages", "MessageView"))
        },
        Control::Wait => Described {
            parameters: vec![
                phone(),
                project(),
                query("after", false, &json!({ "type": "string", "pattern": "^msg_[0-9a-f]+$" })),
                count("timeout", MAX_TIMEOUT_MILLIS.into()),
            ],
            not_found: Some("no usable code came in time."),
            ..Described::new("Waits for a code that the phone can use.", reference("MessageView"))
        },
        Control::Code => Described {
            parameters: vec![phone(), project()],
            not_found: Some("no message reached the phone."),
            ..Described::new(
                "The code that last reached the phone.",
                object(&[("phone", text()), ("code", text())]),
            )
        },
        Control::Reset => Described {
            request: Some("Reset"),
            needs_body: false,
            not_found: Some("there is no such project."),
            ..Described::new("Takes one project, or everything, back to the start.", success())
        },
        Control::Clock => Described::new("What the clock shows.", clock()),
        Control::Advance => Described {
            request: Some("Advance"),
            ..Described::new("Moves the clock ahead.", clock())
        },
        Control::Project => Described {
            request: Some("SettingsPatch"),
            needs_body: false,
            ..Described::new("Changes a project, or creates one.", reference("ProjectView"))
        },
        Control::Projects => {
            let projects = json!({ "type": "array", "items": reference("ProjectView") });
            let shape = object(&[("defaultProjectId", text()), ("projects", projects)]);
            Described::new("All projects as they stand.", shape)
        }
        Control::Days => Described {
            parameters: vec![count("days", 365), project()],
            ..Described::new("Counts by day, today last.", list("days", "Day"))
        },
        Control::Faults => {
            Described::new("The rules of chaos in force.", list("faults", "FaultView"))
        }
        Control::Inject => Described {
            request: Some("Rule"),
            ..Described::new("Injects a rule of chaos.", reference("FaultView"))
        },
        Control::EndFaults => Described::new("Ends all rules of chaos.", success()),
        Control::EndFault => Described {
            parameters: vec![
                json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "pattern": "^[A-Za-z0-9_]+$" } }),
            ],
            not_found: Some("there is no such rule."),
            ..Described::new("Ends a rule of chaos.", success())
        },
        Control::OpenApi => Described::new("This document.", json!({ "type": "object" })),
        Control::Events => Described::new("Changes as server-sent events.", json!(true)),
    }
}

/// An object with these fields, all required.
fn object(fields: &[(&str, Value)]) -> Value {
    let names: Vec<_> = fields.iter().map(|(name, _)| name).collect();
    let properties: Map<_, _> =
        fields.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({ "type": "object", "required": names, "properties": properties })
}
