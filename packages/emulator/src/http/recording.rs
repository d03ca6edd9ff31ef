//! Records the calls of clients in the request journal.

use std::sync::Arc;
use std::time::Instant;

use axum::http::StatusCode;
use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::response::Response;
use baxverify_wire::Route;

use super::headers;
use crate::clock::iso;
use crate::fault_injection::{CallEffects, Delivery, ResponseFaultKind};
use crate::request_journal::{FaultEffect, Outcome, RequestDraft};
use crate::service::Service;

/// The code and the message of an error response. Error responses have it as an extension.
#[derive(Clone)]
pub struct Refusal {
    pub code: String,
    pub message: String,
}

/// A call in progress. If it is dropped, the client has closed the connection.
pub struct Recording {
    service: Arc<Service>,
    started: Instant,
    draft: RequestDraft,
    /// The entry of a call that was recorded as pending.
    id: Option<u64>,
    is_finished: bool,
}

impl Recording {
    pub fn start(service: &Arc<Service>, parts: &Parts, route: Option<Route>) -> Self {
        let now = service.now();
        let uri = headers::original_uri(parts);
        let path = uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
        Self {
            service: Arc::clone(service),
            started: Instant::now(),
            draft: RequestDraft {
                at: iso(now),
                at_millis: now,
                method: parts.method.to_string(),
                host: host.unwrap_or_default().to_owned(),
                path,
                route,
                project_id: headers::project_id(&parts.headers).map(str::to_owned),
                phone: None,
                key: headers::bearer_token(&parts.headers).map(str::to_owned),
                body: None,
                faults: Vec::new(),
                status: None,
                error_code: None,
                reason: None,
            },
            id: None,
            is_finished: false,
        }
    }

    pub fn set_body(&mut self, body: &[u8]) {
        if !body.is_empty() {
            self.draft.body = Some(body.to_vec());
        }
    }

    pub fn set_phone(&mut self, phone: Option<&str>) {
        self.draft.phone = phone.map(str::to_owned);
    }

    /// Adds the effects of fault rules. A call whose response is delayed or never comes is recorded
    /// as pending.
    pub fn set_effects(&mut self, effects: &CallEffects) {
        self.draft.faults = describe(effects);
        let kind = effects.response_fault.as_ref().map(|fault| fault.kind);
        if kind == Some(ResponseFaultKind::Stall) || effects.latency_millis > 0 {
            self.id = self.service.record_request(self.draft.view(Outcome::Pending, None), None);
        }
    }

    /// Records the response. `None` means that the connection was reset.
    pub fn finish(mut self, response: Option<&Response>) {
        self.draft.status = response.map(|response| response.status().as_u16());
        let refusal = response.and_then(|response| response.extensions().get::<Refusal>());
        if let Some(refusal) = refusal {
            self.draft.error_code = Some(refusal.code.clone());
            self.draft.reason = Some(refusal.message.clone());
        }
        let outcome = if !self.draft.faults.is_empty() {
            Outcome::Disturbed
        } else if response.is_some_and(|response| response.status() < StatusCode::BAD_REQUEST) {
            Outcome::Succeeded
        } else {
            Outcome::Refused
        };
        if outcome == Outcome::Disturbed && self.draft.reason.is_none() {
            let effects: Vec<_> = self.draft.faults.iter().map(|fault| &*fault.effect).collect();
            self.draft.reason = Some(format!("A fault rule applied: {}.", effects.join(", ")));
        }
        self.record(outcome);
    }

    fn record(&mut self, outcome: Outcome) {
        self.is_finished = true;
        let entry = self.draft.view(outcome, Some(self.started.elapsed()));
        self.service.record_request(entry, self.id);
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        if !self.is_finished {
            let reason = "The client closed the connection before the response.";
            self.draft.reason = Some(reason.to_owned());
            self.record(Outcome::Aborted);
        }
    }
}

/// Returns each rule with its effect. Several rules share the combined latency.
fn describe(effects: &CallEffects) -> Vec<FaultEffect> {
    let mut texts = Vec::new();
    match effects.response_fault.as_ref().map(|fault| fault.kind) {
        Some(ResponseFaultKind::Error { code, .. }) => {
            texts.push(format!("error: {}", code.as_str()));
        }
        Some(ResponseFaultKind::Status { status, .. }) => texts.push(format!("status: {status}")),
        Some(ResponseFaultKind::Reset) => texts.push("connection: reset".to_owned()),
        Some(ResponseFaultKind::Stall) => texts.push("connection: stall".to_owned()),
        Some(ResponseFaultKind::Drip { .. }) => texts.push("connection: drip".to_owned()),
        None => {}
    }
    if effects.latency_millis > 0 {
        texts.push(format!("latencyMs: {}", effects.latency_millis));
    }
    match effects.delivery {
        Delivery::OnTime => {}
        Delivery::Twice => texts.push("sms: duplicate".to_owned()),
        Delivery::Late { .. } => texts.push("sms: late".to_owned()),
        Delivery::Lost => texts.push("sms: lost".to_owned()),
    }
    let effect = texts.join(", ");
    let ids = effects.rule_ids.iter();
    ids.map(|id| FaultEffect { id: id.clone(), effect: effect.clone() }).collect()
}
