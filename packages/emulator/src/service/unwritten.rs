//! The marks of what a store does not have yet of a project's messages, by sequence number.

use std::collections::BTreeSet;

#[derive(Default)]
pub struct Unwritten {
    changed: BTreeSet<u64>,
    deleted: Vec<u64>,
    dropped_below: Option<u64>,
}

impl Unwritten {
    /// Marks a message as new or changed.
    pub fn change(&mut self, sequence: u64) {
        self.changed.insert(sequence);
    }

    /// Marks a message as deleted.
    pub fn delete(&mut self, sequence: u64) {
        self.deleted.push(sequence);
    }

    /// Marks all messages with lower sequence numbers as dropped.
    pub const fn drop_below(&mut self, sequence: u64) {
        self.dropped_below = Some(sequence);
    }

    /// Returns the new and changed messages. Some of them may be gone since.
    pub fn changed(&self) -> impl Iterator<Item = u64> {
        self.changed.iter().copied()
    }

    pub fn deleted(&self) -> &[u64] {
        &self.deleted
    }

    pub const fn dropped_below(&self) -> Option<u64> {
        self.dropped_below
    }
}
