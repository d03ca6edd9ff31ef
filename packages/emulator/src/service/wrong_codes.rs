//! The wrong codes that were tried for one phone since its last verification.

use std::collections::VecDeque;

use super::message::{Message, Outcome};
use crate::clock::{DAY_MILLIS, Millis};

#[derive(Default)]
pub struct WrongCodes {
    /// By ascending sequence number of the message.
    counts: VecDeque<Count>,
}

/// The wrong codes that were tried for one message.
struct Count {
    sequence: u64,
    tries: u32,
    last_at: Millis,
}

impl WrongCodes {
    /// Counts the wrong codes of the newest message in place of an earlier count of them. A
    /// verification ends the count.
    pub fn update(&mut self, sequence: u64, message: &Message) {
        if self.counts.back().is_some_and(|last| last.sequence == sequence) {
            self.counts.pop_back();
        }
        match (message.outcome, message.last_wrong_at) {
            (Outcome::Verified { .. }, _) => self.counts.clear(),
            (_, Some(last_at)) => {
                self.counts.push_back(Count { sequence, tries: message.wrong_codes, last_at });
            }
            (_, None) => {}
        }
    }

    /// Forgets a message that is gone.
    pub fn forget(&mut self, sequence: u64) {
        if let Ok(index) = self.counts.binary_search_by_key(&sequence, |count| count.sequence) {
            self.counts.remove(index);
        }
    }

    /// Returns how many wrong codes were tried for messages that had one in the last 24 hours.
    pub fn of_last_day(&self, now: Millis) -> u32 {
        let recent = self.counts.iter().filter(|count| count.last_at + DAY_MILLIS > now);
        recent.fold(0, |sum, count| sum.saturating_add(count.tries))
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY_MILLIS, Message, Outcome, WrongCodes};

    fn tried(count: u32, last_at: u64, outcome: Outcome) -> Message {
        Message { wrong_codes: count, last_wrong_at: Some(last_at), ..Message::of_test(outcome) }
    }

    #[test]
    fn counts_each_message_once() {
        let mut wrong = WrongCodes::default();
        wrong.update(1, &tried(1, 0, Outcome::Open));
        wrong.update(1, &tried(2, 5, Outcome::Open));
        wrong.update(4, &tried(3, 9, Outcome::Open));
        assert_eq!((wrong.of_last_day(9), wrong.counts.len()), (5, 2));
        assert_eq!(wrong.of_last_day(5 + DAY_MILLIS), 3);
        wrong.forget(2);
        wrong.forget(1);
        assert_eq!(wrong.of_last_day(9), 3);
    }

    #[test]
    fn a_verification_ends_the_count() {
        let mut wrong = WrongCodes::default();
        wrong.update(1, &tried(2, 0, Outcome::Open));
        wrong.update(2, &tried(2, 0, Outcome::Verified { at: 0 }));
        assert_eq!(wrong.of_last_day(0), 0);
        wrong.update(3, &Message::of_test(Outcome::Open));
        assert!(wrong.counts.is_empty());
    }
}
