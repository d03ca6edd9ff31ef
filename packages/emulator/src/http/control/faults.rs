//! The rules of chaos as routes.

use serde_json::{Value, json};

use super::not_found;
use crate::{
    chaos::Rule,
    http::{failure::Failure, input},
    service::Service,
};

pub(super) fn list(service: &Service) -> Value {
    json!({ "faults": service.list_faults() })
}

pub(super) fn inject(service: &Service, body: &[u8]) -> Result<Value, Failure> {
    let rule: Rule = input::typed(body)?;
    Ok(json!(service.inject(rule)?))
}

pub(super) fn end_all(service: &Service) -> Value {
    service.end_faults(None);
    json!({ "success": true })
}

pub(super) fn end(service: &Service, id: &str) -> Result<Value, Failure> {
    if service.end_faults(Some(id)) {
        Ok(json!({ "success": true }))
    } else {
        Err(not_found(format!("There is no fault {id:?}.")))
    }
}
