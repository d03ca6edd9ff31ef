//! The paths of projects.

use serde_json::json;

use super::builders::{query_parameter, reference};
use super::descriptions::{Description, object, path_id};
use crate::http::control::routes::ControlRoute;

pub fn describe(route: ControlRoute) -> Option<Description> {
    Some(match route {
        ControlRoute::Project => Description {
            parameters: vec![query_parameter(
                "create",
                false,
                &json!({ "enum": ["true", "false"], "description": "Whether a missing project is created." }),
            )],
            request: Some("SettingsPatch"),
            needs_body: false,
            not_found: Some("there is no such project, and `create` is false."),
            ..Description::new("Changes a project, or creates one.", reference("ProjectView"))
        },
        ControlRoute::RemoveProject => Description {
            parameters: vec![path_id("^[A-Za-z0-9_]+$")],
            not_found: Some("there is no such project."),
            ..Description::new(
                "Removes a project and everything that belongs to it.",
                object(&[("success", json!({ "const": true }))]),
            )
        },
        ControlRoute::Projects => {
            let projects = json!({ "type": "array", "items": reference("ProjectView") });
            let shape = object(&[
                ("version", json!({ "type": "string" })),
                ("defaultProjectId", json!({ "type": "string" })),
                ("projects", projects),
            ]);
            Description::new("Lists all projects.", shape)
        }
        _ => return None,
    })
}
