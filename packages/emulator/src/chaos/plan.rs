//! What the rules make of one call.

use baxverify_wire::{ErrorCode, Route};

/// A call, as far as rules look at it.
pub(crate) struct Call<'a> {
    pub(crate) route: Route,
    pub(crate) phone: Option<&'a str>,
    pub(crate) project_id: Option<&'a str>,
}

/// What happens to a call.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// How much later it is answered; of several rules, the sum.
    pub(crate) latency_millis: u64,
    /// Of several rules, the first.
    pub(crate) disturbance: Option<Disturbance>,
    /// Of several rules, the first.
    pub(crate) fate: Fate,
    /// The rules that had a part in this.
    pub(crate) rules: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Disturbance {
    pub(crate) trouble: Trouble,
    /// Whether the call does its work, so that only its answer is lost.
    pub(crate) takes_effect: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    Error {
        code: ErrorCode,
        retry_after_seconds: Option<u64>,
    },
    Status {
        status: u16,
        retry_after_seconds: Option<u64>,
    },
    Reset,
    Stall,
    /// One byte, then a pause, then the next.
    Drip {
        pause_millis: u64,
    },
}

/// What becomes of an SMS on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fate {
    #[default]
    Arrives,
    ArrivesTwice,
    Late {
        by_millis: u64,
    },
    Lost,
}
