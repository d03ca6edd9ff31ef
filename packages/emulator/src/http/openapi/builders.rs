//! Builds the repeated parts of the document.

use serde_json::{Value, json};

pub fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

/// An empty text counts as absent.
pub fn optional_phone() -> Value {
    json!({ "type": "string", "pattern": r"^(\+[1-9][0-9]{7,14})?$" })
}

pub fn request_body(schema: &str) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": reference(schema) } } })
}

pub fn response(description: &str, schema: &Value) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}

pub fn error_response(description: &str) -> Value {
    response(description, &reference("ErrorEnvelope"))
}

pub fn query_parameter(name: &str, required: bool, schema: &Value) -> Value {
    json!({ "name": name, "in": "query", "required": required, "schema": schema })
}
