//! The deliveries of one project.

use std::collections::{BTreeSet, VecDeque};

use super::delivery::{Attempt, Delivery};
use super::in_flight::Slot;
use crate::clock::Millis;

/// Deliveries that are kept. Above it, the oldest ones are removed, also pending ones.
pub const MAX_DELIVERIES: usize = 1_000;

/// One delivery at a time is in flight, so that a slow receiver delays only the deliveries of its
/// project.
#[derive(Default)]
pub struct Queue {
    deliveries: VecDeque<Delivery>,
    /// The sequence number of the first delivery.
    first: u64,
    /// The pending ones: when they are due, and their sequence numbers.
    due: BTreeSet<(Millis, u64)>,
    in_flight: Option<Slot>,
    /// Whether the last attempt had no response.
    is_silent: bool,
}

impl Queue {
    pub fn push(&mut self, delivery: Delivery) {
        let sequence = self.first + self.deliveries.len() as u64;
        self.due.extend(delivery.next_attempt_at.map(|at| (at, sequence)));
        self.deliveries.push_back(delivery);
        while self.deliveries.len() > MAX_DELIVERIES {
            let dropped = self.deliveries.pop_front();
            let at = dropped.and_then(|delivery| delivery.next_attempt_at);
            self.due.remove(&(at.unwrap_or_default(), self.first));
            self.first += 1;
        }
    }

    /// Returns when the next attempt is due, and its delivery. None while one is in flight.
    pub fn next(&self) -> Option<(Millis, &Delivery)> {
        let &(at, sequence) = self.due.first().filter(|_| self.in_flight.is_none())?;
        Some((at, self.deliveries.get(self.index(sequence)?)?))
    }

    pub const fn is_silent(&self) -> bool {
        self.is_silent
    }

    /// Marks the next attempt as in flight, and returns its sequence number and delivery.
    pub fn start(&mut self, slot: Slot) -> Option<(u64, &Delivery)> {
        let (_, sequence) = self.due.pop_first()?;
        self.in_flight = Some(slot);
        Some((sequence, self.deliveries.get(self.index(sequence)?)?))
    }

    /// Records an attempt. Returns the slot that is free again, and the delivery if it is still
    /// there.
    pub fn finish(
        &mut self,
        sequence: u64,
        attempt: Attempt,
        now: Millis,
    ) -> (Option<Slot>, Option<Delivery>) {
        self.is_silent = attempt.status.is_none();
        let index = self.index(sequence);
        let delivery = index.and_then(|index| self.deliveries.get_mut(index)).map(|delivery| {
            delivery.record(attempt, now);
            delivery.clone()
        });
        let next = delivery.as_ref().and_then(|delivery| delivery.next_attempt_at);
        self.due.extend(next.map(|at| (at, sequence)));
        (self.in_flight.take(), delivery)
    }

    fn index(&self, sequence: u64) -> Option<usize> {
        usize::try_from(sequence.checked_sub(self.first)?).ok()
    }

    pub fn newest_first(&self) -> impl Iterator<Item = &Delivery> {
        self.deliveries.iter().rev()
    }

    /// Removes all deliveries. The next ones have other sequence numbers than an attempt in flight.
    pub fn clear(&mut self) {
        self.first += self.deliveries.len() as u64;
        self.deliveries.clear();
        self.due.clear();
    }

    /// Whether the queue can be dropped.
    pub fn is_unused(&self) -> bool {
        self.deliveries.is_empty() && self.in_flight.is_none()
    }
}
