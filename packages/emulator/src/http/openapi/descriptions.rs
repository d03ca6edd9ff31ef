//! The description of one control route, and the parts that several routes share.

use serde_json::{Map, Value, json};

use super::builders::query_parameter;

pub struct Description {
    pub summary: &'static str,
    pub parameters: Vec<Value>,
    pub request: Option<&'static str>,
    pub response: Value,
    pub not_found: Option<&'static str>,
    pub needs_body: bool,
}

impl Description {
    pub fn new(summary: &'static str, response: Value) -> Self {
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

pub fn project() -> Value {
    query_parameter("projectId", false, &json!({ "type": "string" }))
}

pub fn count(name: &str, max: u64) -> Value {
    query_parameter(name, false, &json!({ "type": "integer", "minimum": 1, "maximum": max }))
}

pub fn path_id(pattern: &str) -> Value {
    let schema = json!({ "type": "string", "pattern": pattern });
    json!({ "name": "id", "in": "path", "required": true, "schema": schema })
}

/// Returns the schema of an object in which all fields are required.
pub fn object(fields: &[(&str, Value)]) -> Value {
    let names: Vec<_> = fields.iter().map(|(name, _)| name).collect();
    let properties: Map<_, _> =
        fields.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({ "type": "object", "required": names, "properties": properties })
}
