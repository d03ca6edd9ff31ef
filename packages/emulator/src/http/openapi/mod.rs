//! The `OpenAPI` document, generated from the types and the route tables.

mod builders;
mod clock_paths;
mod control_paths;
mod descriptions;
mod list_paths;
mod project_paths;
mod schemas;
mod service_paths;
mod webhook_paths;

use std::sync::OnceLock;

use serde_json::{Value, json};

const DESCRIPTION: &str = "The five operations of the service below /v1, and the control API of the emulator. \
    `GET /emulator/events`, an endless stream of server-sent events, is not described. Neither are \
    `GET /metrics` and the responses of injected faults, which have the header `x-baxverify-fault`.";

/// Returns the document, which is built once.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let mut paths = service_paths::paths();
        paths.extend(control_paths::paths());
        json!({
            "openapi": "3.1.0",
            "info": {
                "title": "BaxVerify emulator",
                "version": env!("CARGO_PKG_VERSION"),
                "description": DESCRIPTION,
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

#[cfg(test)]
mod tests {
    use super::document;

    #[test]
    fn the_published_document_matches_the_code() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
        crate::generated::assert_matches(path, document());
    }

    #[test]
    fn every_reference_has_a_schema() {
        let text = document().to_string();
        for part in text.split("#/components/schemas/").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(!document()["components"]["schemas"][name].is_null(), "{name}");
        }
    }
}
