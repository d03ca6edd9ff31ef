//! What outlives the process, in terms of whoever writes it down.

use super::message::Message;
use crate::clock::Millis;

/// Writes changes down. What it answered `Ok` to is there again after the process was killed.
pub(crate) trait Keep: Send {
    fn write(&mut self, changes: &[Write]) -> Result<(), String>;
}

pub(crate) enum Write {
    Clock(Millis),
    /// A project's messages and spent proofs are gone.
    Cleared {
        project: String,
    },
    Project {
        id: String,
        json: String,
    },
    Message {
        project: String,
        sequence: u64,
        json: String,
    },
    /// Messages with smaller numbers are gone.
    Dropped {
        project: String,
        below: u64,
    },
    Spent {
        project: String,
        jti: String,
        expires_at: u64,
    },
}

/// What was written down, in order.
#[derive(Default)]
pub(crate) struct Stored {
    pub(crate) clock_offset: Millis,
    pub(crate) projects: Vec<StoredProject>,
}

pub(crate) struct StoredProject {
    pub(crate) id: String,
    pub(crate) json: String,
    /// By number, without gaps.
    pub(crate) messages: Vec<(u64, Message)>,
    pub(crate) spent: Vec<(String, u64)>,
}
