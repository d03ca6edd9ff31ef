//! The paths of webhook deliveries.

use serde_json::json;

use super::builders::{query_parameter, reference};
use super::descriptions::{Description, count, object, path_id, project};
use crate::http::control::routes::ControlRoute;
use crate::http::control::webhooks;

pub fn describe(route: ControlRoute) -> Option<Description> {
    Some(match route {
        ControlRoute::Webhooks => Description {
            parameters: vec![
                query_parameter("phone", false, &json!({ "type": "string" })),
                project(),
                query_parameter("event", false, &reference("EventName")),
                query_parameter("status", false, &reference("DeliveryStatus")),
                query_parameter("eventId", false, &json!({ "type": "string" })),
                count("limit", webhooks::MAX_LIMIT.into()),
            ],
            ..Description::new(
                "Lists the deliveries of webhooks, newest first.",
                object(&[(
                    "deliveries",
                    json!({ "type": "array", "items": reference("Delivery") }),
                )]),
            )
        },
        ControlRoute::ClearWebhooks => Description {
            parameters: vec![project()],
            ..Description::new(
                "Removes the deliveries of webhooks.",
                object(&[("success", json!({ "const": true }))]),
            )
        },
        ControlRoute::Redeliver => Description {
            parameters: vec![path_id("^[A-Za-z0-9_]+$")],
            not_found: Some("there is no such delivery."),
            ..Description::new(
                "Makes a delivery once more, with the present URL and secret of its project.",
                reference("Delivery"),
            )
        },
        _ => return None,
    })
}
