//! The interface to persistent storage.

use super::message::Message;
use crate::clock::Shift;

/// Persists changes.
pub trait Store: Send {
    /// Writes all changes, or none. Written changes survive a killed process.
    ///
    /// # Errors
    /// Returns why the changes could not be written.
    fn write(&mut self, changes: &[StoreWrite]) -> Result<(), String>;
}

pub enum StoreWrite {
    Clock(Shift),
    /// Deletes all messages and spent proofs of a project.
    Cleared {
        project: String,
    },
    /// Deletes a project and everything that belongs to it.
    Removed {
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
    /// Deletes the messages with lower sequence numbers.
    Dropped {
        project: String,
        below: u64,
    },
    /// Deletes one message.
    Deleted {
        project: String,
        sequence: u64,
    },
    Spent {
        project: String,
        jti: String,
        expires_at: u64,
    },
    /// Deletes the spent proofs of a project that expired until this time, in seconds.
    ExpiredProofs {
        project: String,
        until: u64,
    },
}

/// Everything that was written.
#[derive(Default)]
pub struct StoredState {
    pub clock: Shift,
    pub projects: Vec<StoredProject>,
}

pub struct StoredProject {
    pub id: String,
    pub json: String,
    /// Messages by sequence number, ascending.
    pub messages: Vec<(u64, Message)>,
    /// Spent proofs: `jti`, and the expiry in seconds since the Unix epoch.
    pub spent: Vec<(String, u64)>,
}
