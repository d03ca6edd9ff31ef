//! The paths of clocks.

use serde_json::{Value, json};

use super::descriptions::{Description, object, project};
use crate::http::control::routes::ControlRoute;

pub fn describe(route: ControlRoute) -> Option<Description> {
    Some(match route {
        ControlRoute::Clock => Description {
            parameters: vec![project()],
            not_found: Some("there is no such project."),
            ..Description::new("Returns the time of the emulator's clock or of a project.", clock())
        },
        ControlRoute::Clocks => {
            let projects = json!({ "type": "object", "additionalProperties": clock() });
            let shape = object(&[("clock", clock()), ("projects", projects)]);
            Description::new(
                "Returns the time of the emulator's clock and of all projects, by id.",
                shape,
            )
        }
        ControlRoute::Advance => Description {
            request: Some("Advance"),
            not_found: Some("there is no such project."),
            ..Description::new("Moves the clock ahead.", clock())
        },
        _ => return None,
    })
}

fn clock() -> Value {
    object(&[
        ("now", json!({ "type": "string", "format": "date-time" })),
        ("offsetSeconds", json!({ "type": "integer" })),
        ("frozen", json!({ "type": "boolean" })),
    ])
}
