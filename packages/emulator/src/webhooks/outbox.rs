//! The deliveries of all projects, and when each is due.

use std::collections::BTreeMap;
use std::ops::Bound::{Excluded, Included, Unbounded};

use super::delivery::{Attempt, Delivery, DeliveryStatus, Kind};
use super::endpoint::Endpoint;
use super::event::{self, EventName, Subject};
use super::in_flight::InFlight;
use super::open_messages::OpenMessages;
use super::plan::{Plan, again};
use super::queue::Queue;
use super::signature::sign;
use crate::clock::Millis;
use crate::quote::quoted;
use crate::random;

#[derive(Default)]
pub struct Outbox {
    pub messages: OpenMessages,
    /// By project.
    queues: BTreeMap<String, Queue>,
    in_flight: InFlight,
    /// The project whose attempt started last. The projects take turns.
    last: String,
}

/// One attempt to make.
pub struct Job {
    pub project_id: String,
    pub sequence: u64,
    pub url: String,
    pub body: String,
    pub signature: Option<String>,
}

/// Which deliveries to list. An absent field selects all.
#[derive(Default)]
pub struct Filter {
    pub project_id: Option<String>,
    pub phone: Option<String>,
    pub event: Option<EventName>,
    pub status: Option<DeliveryStatus>,
    pub event_id: Option<String>,
}

impl Outbox {
    /// Adds the deliveries of an event, and returns them.
    pub fn add(
        &mut self,
        subject: &Subject,
        endpoint: &Endpoint,
        plan: &Plan,
        now: Millis,
    ) -> Vec<Delivery> {
        let event_id = random::id("evt_");
        let body = event::body(&event_id, subject, now);
        let added = plan.deliveries(Delivery {
            id: random::id("whd_"),
            event_id,
            event: EventName::of(subject.status),
            project_id: subject.project_id.clone(),
            phone: subject.phone.clone(),
            url: endpoint.url.clone(),
            kind: Kind::Original,
            status: DeliveryStatus::Pending,
            signature: Some(sign(&body, &endpoint.secret)),
            body,
            created_at: now,
            next_attempt_at: Some(now),
            attempts: Vec::new(),
        });
        for delivery in &added {
            self.push(delivery.clone());
        }
        added
    }

    fn push(&mut self, delivery: Delivery) {
        self.queues.entry(delivery.project_id.clone()).or_default().push(delivery);
    }

    /// Adds the delivery with this id once more, to the endpoint of its project.
    pub fn redeliver(
        &mut self,
        id: &str,
        endpoint_of: impl FnOnce(&str) -> Option<(Endpoint, Millis)>,
    ) -> Option<Result<Delivery, String>> {
        let wanted = self.newest_first().find(|delivery| delivery.id == id)?;
        let Some((endpoint, now)) = endpoint_of(&wanted.project_id) else {
            return Some(Err(format!("project {} has no webhook", quoted(&wanted.project_id))));
        };
        let mut delivery = again(wanted, Kind::Redelivery);
        delivery.signature = Some(sign(&delivery.body, &endpoint.secret));
        delivery.url = endpoint.url;
        delivery.status = DeliveryStatus::Pending;
        delivery.created_at = now;
        delivery.next_attempt_at = Some(now);
        self.push(delivery.clone());
        Some(Ok(delivery))
    }

    /// Returns attempts that are due, and marks them as in flight. The projects take turns, and one
    /// receiver cannot use up all attempts.
    pub fn take_due(&mut self, now_of: impl Fn(&str) -> Millis) -> Vec<Job> {
        let mut jobs = Vec::new();
        let last = std::mem::take(&mut self.last);
        let after = (Excluded(last.as_str()), Unbounded);
        let before = (Unbounded, Included(last.as_str()));
        for projects in [after, before] {
            for (project_id, queue) in self.queues.range_mut::<str, _>(projects) {
                if self.in_flight.is_full() {
                    break;
                }
                let Some((at, delivery)) = queue.next() else { continue };
                let is_silent = queue.is_silent();
                if at > now_of(project_id) || !self.in_flight.has_room(&delivery.url, is_silent) {
                    continue;
                }
                let slot = self.in_flight.start(&delivery.url, is_silent);
                let Some((sequence, delivery)) = queue.start(slot) else { continue };
                jobs.push(Job {
                    project_id: project_id.clone(),
                    sequence,
                    url: delivery.url.clone(),
                    body: delivery.body.clone(),
                    signature: delivery.signature.clone(),
                });
            }
        }
        self.last = jobs.last().map_or(last, |job| job.project_id.clone());
        jobs
    }

    /// Records an attempt, and returns the delivery if it is still there.
    pub fn finish(&mut self, job: &Job, attempt: Attempt, now: Millis) -> Option<Delivery> {
        let queue = self.queues.get_mut(&job.project_id)?;
        let (slot, delivery) = queue.finish(job.sequence, attempt, now);
        if let Some(slot) = slot {
            self.in_flight.end(&slot);
        }
        if queue.is_unused() {
            self.queues.remove(&job.project_id);
        }
        delivery
    }

    /// Returns in how many milliseconds an attempt or the end of a code is due next. A project
    /// without a running clock has no next one, and neither has one that must wait for the end of
    /// other attempts.
    pub fn next_due_in(&self, running_clock: impl Fn(&str) -> Option<Millis>) -> Option<Millis> {
        let attempts = self.queues.iter().filter_map(|(project_id, queue)| {
            let (at, delivery) = queue.next()?;
            let has_room = self.in_flight.has_room(&delivery.url, queue.is_silent());
            has_room.then_some((project_id.as_str(), at))
        });
        let due = attempts.chain(self.messages.next_ends());
        due.filter_map(|(id, at)| Some(at.saturating_sub(running_clock(id)?))).min()
    }

    /// Returns the deliveries that match, newest first.
    pub fn list(&self, filter: &Filter, limit: usize) -> Vec<Delivery> {
        let same =
            |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|wanted| wanted == is);
        let mut found: Vec<_> = self
            .newest_first()
            .filter(|delivery| {
                same(&filter.project_id, &delivery.project_id)
                    && same(&filter.phone, &delivery.phone)
                    && same(&filter.event_id, &delivery.event_id)
                    && filter.event.is_none_or(|event| event == delivery.event)
                    && filter.status.is_none_or(|status| status == delivery.status)
            })
            .collect();
        // Stable, so deliveries of a project keep their order.
        found.sort_by_key(|delivery| std::cmp::Reverse(delivery.created_at));
        found.into_iter().take(limit).cloned().collect()
    }

    fn newest_first(&self) -> impl Iterator<Item = &Delivery> {
        self.queues.values().flat_map(Queue::newest_first)
    }

    /// Forgets the deliveries and open messages of one project, or of all.
    pub fn clear(&mut self, project_id: Option<&str>) {
        self.queues.retain(|id, queue| {
            if project_id.is_none_or(|wanted| wanted == id) {
                queue.clear();
            }
            !queue.is_unused()
        });
        self.messages.clear(project_id);
    }
}

#[cfg(test)]
mod tests;
