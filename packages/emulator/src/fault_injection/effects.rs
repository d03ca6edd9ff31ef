//! The combined effects of all rules on one call.

use baxverify_wire::{ErrorCode, Route};

use crate::webhooks::EventName;

/// The properties of a call that rules select by.
pub struct CallInfo<'a> {
    pub route: Route,
    pub phone: Option<&'a str>,
    pub project_id: Option<&'a str>,
}

/// The properties of a webhook's event that rules select by.
pub struct WebhookInfo<'a> {
    pub event: EventName,
    pub phone: &'a str,
    pub project_id: &'a str,
}

/// The effects of all matching rules.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct CallEffects {
    /// The delay of the response: the sum over all rules.
    pub latency_millis: u64,
    /// The fault of the first rule that has one.
    pub response_fault: Option<ResponseFault>,
    /// The delivery of the first rule that changes it.
    pub delivery: Delivery,
    /// The ids of the rules that had an effect.
    pub rule_ids: Vec<String>,
}

impl CallEffects {
    pub fn resets_connection(&self) -> bool {
        matches!(&self.response_fault, Some(fault) if fault.kind == ResponseFaultKind::Reset)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseFault {
    pub kind: ResponseFaultKind,
    /// Whether the service processes the call, so that only its response is lost.
    pub takes_effect: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseFaultKind {
    Error {
        code: ErrorCode,
        retry_after_seconds: Option<u64>,
    },
    Status {
        status: u16,
        retry_after_seconds: Option<u64>,
    },
    /// The connection is reset.
    Reset,
    /// The response never comes.
    Stall,
    /// The response comes byte by byte, with a pause after each.
    Drip {
        pause_millis: u64,
    },
}

/// How an SMS is delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    #[default]
    OnTime,
    Twice,
    Late {
        by_millis: u64,
    },
    Lost,
}
