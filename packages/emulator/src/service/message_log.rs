//! The messages of one project, oldest first, and the current message of each phone.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use baxverify_wire::ErrorCode;

use super::message::{Message, Outcome};
use super::send_limit::SendWindow;
use super::unwritten::Unwritten;
use super::wrong_codes::WrongCodes;
use crate::clock::Millis;

#[derive(Default)]
pub struct MessageLog {
    /// By ascending sequence number. Deleted messages leave gaps.
    entries: VecDeque<Entry>,
    /// The sequence number of the next message.
    next: u64,
    phones: HashMap<String, PhoneState>,
    /// Sequence numbers of the messages that changed since the last [`MessageLog::take_changed`].
    changed: BTreeSet<u64>,
    unwritten: Unwritten,
    /// Delayed messages by due time: the time and the sequence number.
    due: BTreeSet<(Millis, u64)>,
}

struct Entry {
    sequence: u64,
    message: Message,
}

#[derive(Default)]
struct PhoneState {
    window: SendWindow,
    /// The message whose code `verify` checks.
    current: Option<u64>,
    /// The last message that reached the phone.
    arrived: Option<u64>,
    /// How many messages are stored. Without any, this state is removed.
    stored: usize,
    wrong_codes: WrongCodes,
}

impl MessageLog {
    /// Rebuilds the log from stored messages with ascending sequence numbers.
    pub fn restore(messages: Vec<(u64, Message)>) -> Self {
        let mut log = Self::default();
        let mut arrivals = HashMap::new();
        for (sequence, message) in messages {
            let phone = log.phones.entry(message.phone.clone()).or_default();
            phone.stored += 1;
            phone.window.record(message.created_at);
            phone.wrong_codes.update(sequence, &message);
            if message.outcome != Outcome::Failed(ErrorCode::SmsSendFailed) {
                phone.current = Some(sequence);
            }
            if let Some(at) = message.arrived_at
                && arrivals.get(&message.phone).is_none_or(|&last| last <= at)
            {
                phone.arrived = Some(sequence);
                arrivals.insert(message.phone.clone(), at);
            }
            log.due.extend(message.due_at.map(|due_at| (due_at, sequence)));
            log.next = sequence + 1;
            log.entries.push_back(Entry { sequence, message });
        }
        log
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn send_window(&mut self, phone: &str) -> &mut SendWindow {
        if !self.phones.contains_key(phone) {
            self.phones.insert(phone.to_owned(), PhoneState::default());
        }
        &mut self.phones.entry(phone.to_owned()).or_default().window
    }

    /// Adds a message and drops the oldest ones above `capacity`. A message with an open code
    /// replaces the current message of its phone.
    pub fn push(&mut self, message: Message, capacity: usize) {
        let sequence = self.next;
        self.next += 1;
        let replaced = {
            let phone = self.phones.entry(message.phone.clone()).or_default();
            phone.stored += 1;
            if message.arrived_at.is_some() {
                phone.arrived = Some(sequence);
            }
            if let Some(due_at) = message.due_at {
                self.due.insert((due_at, sequence));
            }
            if message.outcome == Outcome::Open { phone.current.replace(sequence) } else { None }
        };
        if let Some(index) = replaced.and_then(|sequence| self.index(sequence))
            && self.entries[index].message.outcome == Outcome::Open
        {
            self.entries[index].message.outcome = Outcome::Replaced;
            self.mark(self.entries[index].sequence);
        }
        self.entries.push_back(Entry { sequence, message });
        self.mark(sequence);
        while self.entries.len() > capacity {
            self.drop_oldest();
        }
    }

    /// Drops the oldest messages that were created before this time, and returns their ids.
    pub fn drop_before(&mut self, moment: Millis) -> Vec<String> {
        let mut ids = Vec::new();
        while self.entries.front().is_some_and(|entry| entry.message.created_at < moment) {
            ids.extend(self.drop_oldest());
        }
        ids
    }

    fn drop_oldest(&mut self) -> Option<String> {
        let Entry { sequence, message } = self.entries.pop_front()?;
        self.forget(sequence, &message);
        self.unwritten.drop_below(sequence + 1);
        Some(message.id)
    }

    /// Deletes messages by sequence number and `order`, and returns their ids. The messages no
    /// longer count for the send limit.
    pub fn delete(&mut self, wanted: &HashSet<(u64, u64)>) -> Vec<String> {
        let mut deleted = Vec::new();
        let mut kept = VecDeque::with_capacity(self.entries.len());
        for entry in std::mem::take(&mut self.entries) {
            if wanted.contains(&(entry.sequence, entry.message.order)) {
                deleted.push(entry);
            } else {
                kept.push_back(entry);
            }
        }
        self.entries = kept;
        let mut lost_arrivals = HashSet::new();
        for Entry { sequence, message } in &deleted {
            let arrived = self.phones.get(&message.phone).and_then(|phone| phone.arrived);
            self.forget(*sequence, message);
            self.unwritten.delete(*sequence);
            if let Some(phone) = self.phones.get_mut(&message.phone) {
                phone.window.forget(message.created_at);
                if arrived == Some(*sequence) {
                    lost_arrivals.insert(message.phone.as_str());
                }
            }
        }
        self.restore_arrivals(lost_arrivals);
        deleted.into_iter().map(|entry| entry.message.id).collect()
    }

    /// Makes the last message that arrived before a deleted one the last of its phone.
    fn restore_arrivals(&mut self, phones: HashSet<&str>) {
        let mut latest: HashMap<&str, (Millis, u64)> = HashMap::new();
        for Entry { sequence, message } in &self.entries {
            if let Some(at) = message.arrived_at
                && let Some(&phone) = phones.get(message.phone.as_str())
            {
                let last = latest.entry(phone).or_default();
                *last = (*last).max((at, *sequence));
            }
        }
        for phone in phones {
            if let Some(state) = self.phones.get_mut(phone) {
                state.arrived = latest.get(phone).map(|&(_, sequence)| sequence);
            }
        }
    }

    /// Removes a message from the state of its phone.
    fn forget(&mut self, sequence: u64, message: &Message) {
        if let Some(due_at) = message.due_at {
            self.due.remove(&(due_at, sequence));
        }
        if let Some(phone) = self.phones.get_mut(&message.phone) {
            phone.stored -= 1;
            phone.wrong_codes.forget(sequence);
            if phone.stored == 0 {
                self.phones.remove(&message.phone);
            }
        }
    }

    /// Marks a message as changed.
    fn mark(&mut self, sequence: u64) {
        self.changed.insert(sequence);
        self.unwritten.change(sequence);
    }

    fn index(&self, sequence: u64) -> Option<usize> {
        self.entries.binary_search_by_key(&sequence, |entry| entry.sequence).ok()
    }

    pub fn get(&self, sequence: u64) -> Option<&Message> {
        self.index(sequence).map(|index| &self.entries[index].message)
    }

    /// Returns the message whose code `verify` checks, and marks it as changed.
    pub fn current_mut(&mut self, phone: &str) -> Option<&mut Message> {
        let sequence = self.phones.get(phone)?.current?;
        let index = self.index(sequence)?;
        self.mark(sequence);
        Some(&mut self.entries[index].message)
    }

    /// Returns the message whose code `verify` checks.
    pub fn current(&self, phone: &str) -> Option<&Message> {
        self.get(self.phones.get(phone)?.current?)
    }

    /// Returns the last message that reached this phone.
    pub fn last_arrived(&self, phone: &str) -> Option<&Message> {
        self.get(self.phones.get(phone)?.arrived?)
    }

    /// Counts the wrong codes for the current message of the phone again.
    pub fn update_wrong_codes(&mut self, phone: &str) {
        let Some(sequence) = self.phones.get(phone).and_then(|state| state.current) else { return };
        let Some(index) = self.index(sequence) else { return };
        if let Some(state) = self.phones.get_mut(phone) {
            state.wrong_codes.update(sequence, &self.entries[index].message);
        }
    }

    /// Returns how many wrong codes were tried for the phone in the last 24 hours, since the last
    /// verification.
    pub fn wrong_codes(&self, phone: &str, now: Millis) -> u32 {
        self.phones.get(phone).map_or(0, |state| state.wrong_codes.of_last_day(now))
    }

    /// Returns the message of a request, and marks it as changed. Searches the newest messages
    /// first, because most proofs are consumed soon after the message was sent.
    pub fn by_request_mut(&mut self, phone: &str, request_id: &str) -> Option<&mut Message> {
        let is_it = |Entry { message, .. }: &Entry| {
            message.phone == phone && message.request_id == request_id
        };
        let index = self.entries.iter().rposition(is_it)?;
        self.mark(self.entries[index].sequence);
        Some(&mut self.entries[index].message)
    }

    /// Returns when the next delayed message is due.
    pub fn next_due(&self) -> Option<Millis> {
        self.due.first().map(|&(due_at, _)| due_at)
    }

    /// Delivers the delayed messages that are due, and returns them.
    pub fn deliver_due(&mut self, now: Millis) -> Vec<&Message> {
        let mut delivered = Vec::new();
        while let Some(&(due_at, sequence)) = self.due.first().filter(|(due_at, _)| *due_at <= now)
        {
            self.due.pop_first();
            let Some(index) = self.index(sequence) else { continue };
            let message = &mut self.entries[index].message;
            message.arrived_at = Some(due_at);
            message.due_at = None;
            if let Some(phone) = self.phones.get_mut(&message.phone) {
                phone.arrived = Some(sequence);
            }
            self.mark(sequence);
            delivered.push(index);
        }
        delivered.into_iter().map(|index| &self.entries[index].message).collect()
    }

    /// Returns the messages that changed since the last call.
    pub fn take_changed(&mut self) -> Vec<&Message> {
        let changed = std::mem::take(&mut self.changed);
        changed.into_iter().filter_map(|sequence| self.get(sequence)).collect()
    }

    /// Returns the changed messages that a store does not have, with their sequence numbers.
    pub fn unwritten(&self) -> impl Iterator<Item = (u64, &Message)> {
        self.unwritten.changed().filter_map(|sequence| Some((sequence, self.get(sequence)?)))
    }

    /// Returns the sequence numbers of deleted messages that a store still has.
    pub fn unwritten_deletions(&self) -> &[u64] {
        self.unwritten.deleted()
    }

    /// Returns the sequence number below which a store has dropped messages.
    pub const fn unwritten_drop(&self) -> Option<u64> {
        self.unwritten.dropped_below()
    }

    /// Forgets what a store did not have, because it has it now.
    pub fn mark_written(&mut self) {
        self.unwritten = Unwritten::default();
    }

    pub fn newest_first(&self) -> impl Iterator<Item = &Message> {
        self.entries.iter().rev().map(|entry| &entry.message)
    }

    /// Returns the sequence number below which messages have a lower `order`.
    pub fn sequence_at_order(&self, order: u64) -> u64 {
        let index = self.entries.partition_point(|entry| entry.message.order < order);
        self.entries.get(index).map_or(self.next, |entry| entry.sequence)
    }

    /// Returns the messages with lower sequence numbers than `below`, newest first.
    pub fn newest_first_below(&self, below: u64) -> impl Iterator<Item = (u64, &Message)> {
        let count = self.entries.partition_point(|entry| entry.sequence < below);
        self.entries.range(..count).rev().map(|entry| (entry.sequence, &entry.message))
    }
}

#[cfg(test)]
mod tests;
