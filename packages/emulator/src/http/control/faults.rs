//! Control routes of fault rules.

use serde_json::{Value, json};

use crate::fault_injection::Rule;
use crate::http::error::ApiError;
use crate::http::request;
use crate::quote::quoted;
use crate::service::Service;

pub fn list(service: &Service) -> Value {
    json!({ "faults": service.list_faults() })
}

pub fn inject(service: &Service, body: &[u8]) -> Result<Value, ApiError> {
    let rule: Rule = request::typed(body)?;
    Ok(json!(service.inject(rule)?))
}

pub fn end_all(service: &Service) -> Value {
    service.end_faults(None);
    json!({ "success": true })
}

pub fn end(service: &Service, id: &str) -> Result<Value, ApiError> {
    if service.end_faults(Some(id)) {
        Ok(json!({ "success": true }))
    } else {
        Err(ApiError::control_not_found(format!("There is no fault {}.", quoted(id))))
    }
}
