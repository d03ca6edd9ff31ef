//! The `OpenAPI` document: schemas from the shapes in the code, paths from the tables of routes.

mod control;
mod schemas;
mod service;

use std::sync::OnceLock;

use serde_json::{Value, json};

const ABOUT: &str = "The five operations of the service, below /v1, and the emulator's own routes. \
    `GET /emulator/events`, a stream of server-sent events without an end, is not described here. \
    Neither are the answers that an injected fault makes up: they carry the header \
    `x-baxverify-fault`.";

/// The document, made once.
pub(super) fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let mut paths = service::paths();
        paths.extend(control::paths());
        json!({
            "openapi": "3.1.0",
            "info": {
                "title": "BaxVerify emulator",
                "version": env!("CARGO_PKG_VERSION"),
                "description": ABOUT,
                "license": { "name": "MIT", "identifier": "MIT" },
            },
            "servers": [{ "url": "/" }],
            "paths": paths,
            "components": {
                "schemas": schemas::all(),
                "securitySchemes": {
                    "apiKey": {
                        "type": "http",
                        "scheme": "bearer",
                        "description": "`bax_sk_…`, or `bax_pk_…` for send and verify.",
                    },
                },
            },
        })
    })
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

/// An empty one counts as none.
fn optional_phone() -> Value {
    json!({ "type": "string", "pattern": r"^(\+[1-9][0-9]{7,14})?$" })
}

fn body(schema: &str) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": reference(schema) } } })
}

fn answer(description: &str, schema: &Value) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}

fn failed(description: &str) -> Value {
    answer(description, &reference("ErrorEnvelope"))
}

fn query(name: &str, required: bool, schema: &Value) -> Value {
    json!({ "name": name, "in": "query", "required": required, "schema": schema })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::document;

    #[test]
    fn the_published_document_is_that_of_the_code() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
        if std::env::var_os("UPDATE_GENERATED").is_some() {
            std::fs::write(path, format!("{:#}\n", document())).unwrap();
        }
        let published = std::fs::read_to_string(path).unwrap_or_default();
        let published: Value = serde_json::from_str(&published).unwrap_or_default();
        assert!(published == *document(), "run the tests with UPDATE_GENERATED=1 to write {path}");
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let text = document().to_string();
        for part in text.split("#/components/schemas/").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(!document()["components"]["schemas"][name].is_null(), "{name}");
        }
    }
}
