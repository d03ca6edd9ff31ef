//! The messages of one project, oldest first, and the current message of each phone.

use std::collections::{BTreeSet, HashMap, VecDeque};

use baxverify_wire::ErrorCode;

use super::message::{Message, Outcome};
use super::send_limit::SendWindow;
use crate::clock::Millis;

#[derive(Default)]
pub struct MessageLog {
    messages: VecDeque<Message>,
    /// How many messages were dropped. Equals the sequence number of the oldest kept one.
    dropped: u64,
    /// `dropped` at the last [`MessageLog::take_dropped`].
    dropped_before: u64,
    phones: HashMap<String, PhoneState>,
    /// Sequence numbers of the messages that changed since the last [`MessageLog::take_changed`].
    changed: BTreeSet<u64>,
    /// Delayed messages by due time: the time and the sequence number.
    due: BTreeSet<(Millis, u64)>,
}

#[derive(Default)]
struct PhoneState {
    window: SendWindow,
    /// The message whose code `verify` checks.
    current: Option<u64>,
    /// The last message that reached the phone.
    arrived: Option<u64>,
    /// The last message, delivered or not. When it is dropped, this entry is removed.
    newest: u64,
}

impl MessageLog {
    /// Rebuilds the log from stored messages.
    ///
    /// # Errors
    /// Returns which message is missing.
    pub fn restore(messages: Vec<(u64, Message)>) -> Result<Self, String> {
        let first = messages.first().map_or(0, |(sequence, _)| *sequence);
        let mut log = Self { dropped: first, dropped_before: first, ..Self::default() };
        let mut arrivals = HashMap::new();
        for ((sequence, message), expected) in messages.into_iter().zip(first..) {
            if sequence != expected {
                return Err(format!("message {expected} is missing"));
            }
            let phone = log.phones.entry(message.phone.clone()).or_default();
            phone.newest = sequence;
            phone.window.record(message.created_at);
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
            log.messages.push_back(message);
        }
        Ok(log)
    }

    /// Returns the sequence number below which messages were dropped, if it changed since the last
    /// call.
    pub fn take_dropped(&mut self) -> Option<u64> {
        let has_changed = self.dropped != self.dropped_before;
        self.dropped_before = self.dropped;
        has_changed.then_some(self.dropped)
    }

    /// Returns the messages that changed since the last [`Self::take_changed`].
    pub fn changed(&self) -> impl Iterator<Item = (u64, &Message)> {
        let kept = self.changed.iter().filter_map(|&at| Some((at, self.index(at)?)));
        kept.map(|(sequence, index)| (sequence, &self.messages[index]))
    }

    pub fn send_window(&mut self, phone: &str) -> &mut SendWindow {
        let next = self.dropped + self.messages.len() as u64;
        if !self.phones.contains_key(phone) {
            let state = PhoneState { newest: next, ..PhoneState::default() };
            self.phones.insert(phone.to_owned(), state);
        }
        &mut self.phones.entry(phone.to_owned()).or_default().window
    }

    /// Adds a message and drops the oldest ones above `capacity`. A message with an open code
    /// replaces the current message of its phone.
    pub fn push(&mut self, message: Message, capacity: usize) {
        let sequence = self.dropped + self.messages.len() as u64;
        let replaced = {
            let phone = self.phones.entry(message.phone.clone()).or_default();
            phone.newest = sequence;
            if message.arrived_at.is_some() {
                phone.arrived = Some(sequence);
            }
            if let Some(due_at) = message.due_at {
                self.due.insert((due_at, sequence));
            }
            if message.outcome == Outcome::Open { phone.current.replace(sequence) } else { None }
        };
        if let Some(index) = replaced.and_then(|sequence| self.index(sequence))
            && self.messages[index].outcome == Outcome::Open
        {
            self.messages[index].outcome = Outcome::Replaced;
            self.changed.extend(replaced);
        }
        self.messages.push_back(message);
        self.changed.insert(sequence);
        while self.messages.len() > capacity {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        let Some(message) = self.messages.pop_front() else { return };
        if self.phones.get(&message.phone).is_some_and(|phone| phone.newest == self.dropped) {
            self.phones.remove(&message.phone);
        }
        self.dropped += 1;
    }

    fn index(&self, sequence: u64) -> Option<usize> {
        let index = usize::try_from(sequence.checked_sub(self.dropped)?).ok()?;
        (index < self.messages.len()).then_some(index)
    }

    /// Returns the message whose code `verify` checks, and marks it as changed.
    pub fn current_mut(&mut self, phone: &str) -> Option<&mut Message> {
        let sequence = self.phones.get(phone)?.current?;
        let index = self.index(sequence)?;
        self.changed.insert(sequence);
        self.messages.get_mut(index)
    }

    /// Returns the message whose code `verify` checks.
    pub fn current(&self, phone: &str) -> Option<&Message> {
        self.messages.get(self.index(self.phones.get(phone)?.current?)?)
    }

    /// Returns the last message that reached this phone.
    pub fn last_arrived(&self, phone: &str) -> Option<&Message> {
        self.messages.get(self.index(self.phones.get(phone)?.arrived?)?)
    }

    /// Returns the message of a request, and marks it as changed. Searches the newest messages
    /// first, because most proofs are consumed soon after the message was sent.
    pub fn by_request_mut(&mut self, phone: &str, request_id: &str) -> Option<&mut Message> {
        let is_it = |message: &Message| message.phone == phone && message.request_id == request_id;
        let index = self.messages.iter().rposition(is_it)?;
        self.changed.insert(self.dropped + index as u64);
        self.messages.get_mut(index)
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
            let message = &mut self.messages[index];
            message.arrived_at = Some(due_at);
            message.due_at = None;
            if let Some(phone) = self.phones.get_mut(&message.phone) {
                phone.arrived = Some(sequence);
            }
            self.changed.insert(sequence);
            delivered.push(index);
        }
        delivered.into_iter().map(|index| &self.messages[index]).collect()
    }

    /// Returns the messages that changed since the last call, with their sequence numbers.
    pub fn take_changed(&mut self) -> Vec<(u64, &Message)> {
        let changed = std::mem::take(&mut self.changed);
        let kept =
            changed.into_iter().filter_map(|sequence| Some((sequence, self.index(sequence)?)));
        kept.map(|(sequence, index)| (sequence, &self.messages[index])).collect()
    }

    pub fn newest_first(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().rev()
    }
}

#[cfg(test)]
mod tests {
    use baxverify_wire::ErrorCode;

    use super::{Message, MessageLog, Outcome};

    fn message(phone: &str, code: &str, outcome: Outcome) -> Message {
        Message {
            id: String::new(),
            request_id: String::new(),
            phone: phone.to_owned(),
            purpose: None,
            code: code.to_owned(),
            text: String::new(),
            created_at: 0,
            expires_at: 1,
            arrived_at: (outcome == Outcome::Open).then_some(0),
            due_at: None,
            copies: 1,
            consumed_at: None,
            order: 0,
            attempts_left: 1,
            outcome,
        }
    }

    fn codes(log: &MessageLog) -> Vec<&str> {
        log.newest_first().map(|message| message.code.as_str()).collect()
    }

    #[test]
    fn a_new_code_replaces_the_old_one_of_that_phone_only() {
        let mut log = MessageLog::default();
        log.push(message("a", "1", Outcome::Open), 9);
        log.push(message("b", "2", Outcome::Open), 9);
        log.push(message("a", "3", Outcome::Open), 9);
        assert_eq!(log.last_arrived("a").unwrap().code, "3");
        assert!(log.last_arrived("b").unwrap().outcome == Outcome::Open);
        let oldest = log.newest_first().last().unwrap();
        assert!(oldest.outcome == Outcome::Replaced);
    }

    #[test]
    fn an_undelivered_code_replaces_nothing() {
        let mut log = MessageLog::default();
        log.push(message("a", "1", Outcome::Open), 9);
        log.push(message("a", "2", Outcome::Failed(ErrorCode::SmsSendFailed)), 9);
        assert_eq!(log.current_mut("a").unwrap().code, "1");
        assert!(log.last_arrived("a").unwrap().outcome == Outcome::Open);
    }

    #[test]
    fn dropping_a_message_drops_the_state_of_its_phone() {
        let mut log = MessageLog::default();
        for (phone, code) in [("a", "1"), ("b", "2"), ("a", "3"), ("c", "4")] {
            log.push(message(phone, code, Outcome::Open), 2);
        }
        assert_eq!(codes(&log), ["4", "3"]);
        assert!(log.last_arrived("b").is_none());
        assert_eq!(log.last_arrived("a").unwrap().code, "3");
        assert_eq!(log.phones.len(), 2);
    }

    #[test]
    fn a_delivered_message_that_was_dropped_is_not_current() {
        let mut log = MessageLog::default();
        log.push(message("a", "1", Outcome::Open), 1);
        log.push(message("a", "2", Outcome::Failed(ErrorCode::SmsSendFailed)), 1);
        assert!(log.last_arrived("a").is_none());
        assert!(log.current_mut("a").is_none());
    }
}
