//! The schemas of request and response bodies.

use std::collections::BTreeMap;

use baxverify_wire::{
    ErrorBody, ErrorDetails, ErrorEnvelope, LogEntry, LogPage, LogStatus, OtpSent, OtpVerified,
    StatsReport, TokenValidation,
};
use serde_json::{Value, json};
use utoipa::{PartialSchema, ToSchema};

use crate::fault_injection::{FaultView, Rule};
use crate::http::control::clock::Advance;
use crate::http::control::projects::Reset;
use crate::request_journal::{RequestCounts, RequestView};
use crate::service::{Day, MessageView, ProjectView};
use crate::settings::SettingsPatch;
use crate::webhooks::Delivery;

/// The request body of send.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only the schema is used; the fields are validated one by one")]
struct Send {
    #[schema(pattern = r"^\+[1-9][0-9]{7,14}$")]
    phone: String,
    #[schema(max_length = 1000)]
    purpose: Option<String>,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "only the schema is used; the fields are validated one by one")]
struct Verify {
    #[schema(pattern = r"^\+[1-9][0-9]{7,14}$")]
    phone: String,
    #[schema(min_length = 1)]
    code: String,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "only the schema is used; the fields are validated one by one")]
struct Validate {
    #[schema(min_length = 1)]
    token: String,
    /// Whether this call consumes the proof. `true` if absent.
    consume: Option<bool>,
}

pub fn all() -> BTreeMap<String, Value> {
    let mut schemas = BTreeMap::new();
    add::<Send>(&mut schemas);
    add::<Verify>(&mut schemas);
    add::<Validate>(&mut schemas);
    add::<OtpSent>(&mut schemas);
    add::<OtpVerified>(&mut schemas);
    add::<TokenValidation>(&mut schemas);
    add::<StatsReport>(&mut schemas);
    add::<LogStatus>(&mut schemas);
    add::<LogEntry>(&mut schemas);
    add::<LogPage>(&mut schemas);
    add::<ErrorEnvelope>(&mut schemas);
    add::<ErrorBody>(&mut schemas);
    add::<ErrorDetails>(&mut schemas);
    add::<MessageView>(&mut schemas);
    add::<ProjectView>(&mut schemas);
    add::<SettingsPatch>(&mut schemas);
    add::<Advance>(&mut schemas);
    add::<Reset>(&mut schemas);
    add::<Rule>(&mut schemas);
    add::<FaultView>(&mut schemas);
    add::<Day>(&mut schemas);
    add::<RequestView>(&mut schemas);
    add::<RequestCounts>(&mut schemas);
    add::<Delivery>(&mut schemas);
    merge_fault_view(&mut schemas);
    schemas
}

/// Merges the schemas of `FaultView` and `Rule`. A rule rejects unknown fields, so no value with
/// the additional fields of an active rule could match both.
fn merge_fault_view(schemas: &mut BTreeMap<String, Value>) {
    let mut merged = schemas["FaultView"]["allOf"][1].clone();
    if let Some(fields) = schemas["Rule"]["properties"].as_object() {
        for (name, schema) in fields {
            merged["properties"][name] = schema.clone();
        }
    }
    merged["description"] = schemas["FaultView"]["description"].clone();
    schemas.insert("FaultView".to_owned(), merged);
}

fn add<T: ToSchema + PartialSchema>(schemas: &mut BTreeMap<String, Value>) {
    let mut others = Vec::new();
    T::schemas(&mut others);
    others.push((T::name().into_owned(), T::schema()));
    schemas.extend(others.into_iter().map(|(name, schema)| (name, json!(schema))));
}
