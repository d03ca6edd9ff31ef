//! Control routes of messages and codes.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Uri;
use baxverify_wire::ErrorCode;
use serde_json::{Value, json};

use super::pages;
use crate::clock::parse_iso;
use crate::http::error::{ApiError, UndocumentedError};
use crate::http::request::Parameters;
use crate::phone::is_e164;
use crate::quote::quoted;
use crate::service::{After, MessageFilter, MessageScan, Search, Service, WaitEnd};

/// Ids in one request.
pub const MAX_IDS: usize = 1_000;
const DEFAULT_TIMEOUT_MILLIS: u32 = 4_000;
/// Some HTTP clients have a timeout of ten seconds.
pub const MAX_TIMEOUT_MILLIS: u32 = 9_000;

pub async fn list(service: &Service, uri: &Uri) -> Result<Value, ApiError> {
    let parameters = Parameters::of(uri)?;
    let (limit, before) = (pages::limit(&parameters)?, pages::before(&parameters)?);
    let scan = service.scan(filter(&parameters)?, before, limit);
    Ok(json!(finished(scan, service).await.page(service)))
}

/// Deletes the messages that the parameters select. At least one parameter is required, and a
/// misspelt one is refused, so that nothing else is deleted.
pub async fn delete(service: &Service, uri: &Uri) -> Result<Value, ApiError> {
    let parameters = Parameters::of(uri)?;
    parameters.refuse_others(&["ids", "search", "phone", "projectId", "all"])?;
    let mut filter = filter(&parameters)?;
    if let Some(ids) = parameters.text("ids") {
        let ids: HashSet<_> = ids.split(',').map(str::to_owned).collect();
        if ids.len() > MAX_IDS {
            return Err(ApiError::bad_request(format!("ids must be at most {MAX_IDS} ids.")));
        }
        filter.ids = Some(ids);
    }
    let is_all = match parameters.text("all") {
        None => false,
        Some("true") => true,
        Some(_) => return Err(ApiError::bad_request("all must be true.")),
    };
    let selects = filter.ids.is_some()
        || filter.phone.is_some()
        || filter.project_id.is_some()
        || !filter.search.is_empty();
    if !selects && !is_all {
        return Err(ApiError::bad_request(
            "Expected one of ids, search, phone, projectId and all=true.",
        ));
    }
    let scan = finished(service.scan(filter, None, usize::MAX), service).await;
    Ok(json!({ "deleted": service.delete_found(scan) }))
}

pub async fn delete_one(service: &Service, id: &str) -> Result<Value, ApiError> {
    let ids = Some(HashSet::from([id.to_owned()]));
    let filter = MessageFilter { ids, ..MessageFilter::default() };
    let scan = finished(service.scan(filter, None, usize::MAX), service).await;
    if service.delete_found(scan) == 0 {
        return Err(ApiError::control_not_found(format!("There is no message {}.", quoted(id))));
    }
    Ok(json!({ "deleted": 1 }))
}

fn filter(parameters: &Parameters) -> Result<MessageFilter, ApiError> {
    Ok(MessageFilter {
        phone: parameters.phone(),
        project_id: project(parameters),
        ids: None,
        search: Search::parse(parameters.text("search").unwrap_or_default())
            .map_err(|reason| ApiError::bad_request(format!("{reason}.")))?,
    })
}

/// Completes a search. Other calls are processed in between.
async fn finished(mut scan: MessageScan, service: &Service) -> MessageScan {
    while scan.step(service) {
        tokio::task::yield_now().await;
    }
    scan
}

pub fn code(service: &Service, uri: &Uri) -> Result<Value, ApiError> {
    let parameters = Parameters::of(uri)?;
    let phone = phone(&parameters)?;
    let code = service.code_for(&phone, project(&parameters).as_deref()).ok_or_else(|| {
        ApiError::control_not_found(format!("No message was delivered to {phone}."))
    })?;
    Ok(json!({ "phone": phone, "code": code }))
}

pub async fn wait(service: &Arc<Service>, uri: &Uri) -> Result<Value, ApiError> {
    let parameters = Parameters::of(uri)?;
    let phone = phone(&parameters)?;
    let millis = parameters.number("timeout", DEFAULT_TIMEOUT_MILLIS, 1..=MAX_TIMEOUT_MILLIS)?;
    let after = after(&parameters)?;
    let time_limit = Duration::from_millis(millis.into());
    let project = project(&parameters);
    let message = service.wait_for_message(phone.clone(), project, after, time_limit).await;
    message.map(|message| json!(message)).map_err(|end| match end {
        WaitEnd::Timeout => ApiError::control_not_found(format!(
            "No usable code reached {phone} within {millis} ms."
        )),
        WaitEnd::Removed => ApiError::Undocumented(
            UndocumentedError::ProjectRemoved,
            "There is no such project, or it was removed during the wait.".to_owned(),
        ),
    })
}

fn phone(parameters: &Parameters) -> Result<String, ApiError> {
    parameters.phone().filter(|phone| is_e164(phone)).ok_or_else(|| ErrorCode::InvalidPhone.into())
}

fn project(parameters: &Parameters) -> Option<String> {
    parameters.text("projectId").map(str::to_owned)
}

/// Parses the id of a message, or a time in RFC 3339 format.
fn after(parameters: &Parameters) -> Result<After, ApiError> {
    match parameters.text("after") {
        None => Ok(After::Anything),
        Some(id) if id.starts_with("msg_") => Ok(After::Message(id.to_owned())),
        Some(moment) => parse_iso(moment).map(After::Moment).ok_or_else(|| {
            ApiError::bad_request(
                "after must be the id of a message or a date such as 2025-01-31T12:00:00.000Z.",
            )
        }),
    }
}
