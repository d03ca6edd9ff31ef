//! The deliveries of all projects, and when each is due.

use std::collections::{BTreeSet, HashMap, VecDeque};

use super::delivery::{Attempt, Delivery, DeliveryStatus, Kind};
use super::endpoint::Endpoint;
use super::event::{self, EventName, Subject};
use super::signature::sign;
use crate::clock::Millis;
use crate::random;

/// Deliveries that are kept per project. Above it, the oldest ones are removed, also pending ones.
const MAX_DELIVERIES: usize = 1_000;

#[derive(Default)]
pub struct Outbox {
    queues: HashMap<String, Queue>,
    /// Messages whose codes are neither used nor expired, by id. Their end is an event.
    open: HashMap<String, Subject>,
    /// Messages with a lower `order` are not new.
    seen: u64,
}

/// The deliveries of a project. One at a time is in flight, so that a slow receiver delays only the
/// deliveries of its project.
#[derive(Default)]
struct Queue {
    deliveries: VecDeque<Delivery>,
    /// The sequence number of the first delivery.
    first: u64,
    /// The pending ones: when they are due, and their sequence numbers.
    due: BTreeSet<(Millis, u64)>,
    /// When the codes of open messages expire, and the ids of the messages.
    expiring: BTreeSet<(Millis, String)>,
    is_busy: bool,
}

/// What fault rules make of a delivery.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub is_lost: bool,
    pub has_duplicate: bool,
    pub delay_millis: Millis,
    pub forgeries: Vec<Kind>,
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
    /// Follows the open messages of a project that has got its endpoint now. All earlier messages
    /// count as known.
    pub fn follow(&mut self, open: impl Iterator<Item = Subject>, next_order: u64) {
        self.seen = self.seen.max(next_order);
        for subject in open {
            self.open(subject);
        }
    }

    fn open(&mut self, subject: Subject) {
        let queue = self.queues.entry(subject.project_id.clone()).or_default();
        queue.expiring.insert((subject.expires_at, subject.message_id.clone()));
        self.open.insert(subject.message_id.clone(), subject);
    }

    fn close(&mut self, message_id: &str) {
        if let Some(subject) = self.open.remove(message_id)
            && let Some(queue) = self.queues.get_mut(&subject.project_id)
        {
            queue.expiring.remove(&(subject.expires_at, subject.message_id));
        }
    }

    /// Returns whether the change of a message is an event.
    pub fn changed(&mut self, subject: &Subject, order: u64) -> bool {
        let is_new = order >= self.seen;
        self.seen = self.seen.max(order + 1);
        let is_open = EventName::of(subject.status) == EventName::Sent;
        if self.open.contains_key(&subject.message_id) {
            if !is_open {
                self.close(&subject.message_id);
            }
            return !is_open;
        }
        if is_new && is_open {
            self.open(subject.clone());
        }
        // A new message with another end was never open, such as one that could not be sent.
        is_new
    }

    /// Removes and returns the messages whose codes have expired by the clocks of their projects.
    pub fn expired(&mut self, now_of: impl Fn(&str) -> Millis) -> Vec<Subject> {
        let mut expired = Vec::new();
        for (project_id, queue) in &mut self.queues {
            let now = now_of(project_id);
            while queue.expiring.first().is_some_and(|(at, _)| *at <= now) {
                let Some((_, id)) = queue.expiring.pop_first() else { break };
                expired.extend(self.open.remove(&id));
            }
        }
        expired
    }

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
        let genuine = Delivery {
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
            next_attempt_at: Some(now + plan.delay_millis),
            attempts: Vec::new(),
        };
        let mut added: Vec<_> = plan.forgeries.iter().map(|kind| forge(&genuine, *kind)).collect();
        let duplicate = plan.has_duplicate.then(|| again(&genuine, Kind::Duplicate));
        let mut original = genuine;
        if plan.is_lost {
            original.status = DeliveryStatus::Lost;
            original.next_attempt_at = None;
        }
        added.push(original);
        added.extend(duplicate);
        for delivery in &added {
            self.push(delivery.clone());
        }
        added
    }

    fn push(&mut self, delivery: Delivery) {
        let queue = self.queues.entry(delivery.project_id.clone()).or_default();
        let sequence = queue.first + queue.deliveries.len() as u64;
        queue.due.extend(delivery.next_attempt_at.map(|at| (at, sequence)));
        queue.deliveries.push_back(delivery);
        while queue.deliveries.len() > MAX_DELIVERIES {
            let dropped = queue.deliveries.pop_front();
            let at = dropped.and_then(|delivery| delivery.next_attempt_at);
            queue.due.remove(&(at.unwrap_or_default(), queue.first));
            queue.first += 1;
        }
    }

    /// Adds the delivery with this id once more, to the endpoint of its project.
    pub fn redeliver(
        &mut self,
        id: &str,
        endpoint_of: impl FnOnce(&str) -> Option<(Endpoint, Millis)>,
    ) -> Option<Result<Delivery, String>> {
        let wanted = self.newest_first().find(|delivery| delivery.id == id)?;
        let Some((endpoint, now)) = endpoint_of(&wanted.project_id) else {
            return Some(Err(format!("project {:?} has no webhook", wanted.project_id)));
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

    /// Returns attempts that are due, one per project, and marks them as in flight.
    pub fn take_due(&mut self, now_of: impl Fn(&str) -> Millis, at_most: usize) -> Vec<Job> {
        let mut jobs = Vec::new();
        for (project_id, queue) in &mut self.queues {
            if jobs.len() >= at_most {
                break;
            }
            let now = now_of(project_id);
            if queue.is_busy || queue.due.first().is_none_or(|(at, _)| *at > now) {
                continue;
            }
            let Some((_, sequence)) = queue.due.pop_first() else { continue };
            let Some(delivery) = queue.get_mut(sequence) else { continue };
            jobs.push(Job {
                project_id: project_id.clone(),
                sequence,
                url: delivery.url.clone(),
                body: delivery.body.clone(),
                signature: delivery.signature.clone(),
            });
            queue.is_busy = true;
        }
        jobs
    }

    /// Records an attempt, and returns the delivery if it is still there.
    pub fn finish(&mut self, job: &Job, attempt: Attempt, now: Millis) -> Option<Delivery> {
        let queue = self.queues.get_mut(&job.project_id)?;
        queue.is_busy = false;
        let delivery = queue.get_mut(job.sequence)?;
        delivery.record(attempt, now);
        let delivery = delivery.clone();
        queue.due.extend(delivery.next_attempt_at.map(|at| (at, job.sequence)));
        Some(delivery)
    }

    /// Returns in how many milliseconds an attempt or the end of a code is due next. A project
    /// without a running clock has no next one.
    pub fn next_due_in(&self, running_clock: impl Fn(&str) -> Option<Millis>) -> Option<Millis> {
        let waits = self.queues.iter().filter_map(|(project_id, queue)| {
            let attempt = queue.due.first().filter(|_| !queue.is_busy).map(|(at, _)| *at);
            let end = queue.expiring.first().map(|(at, _)| *at);
            let due_at = attempt.into_iter().chain(end).min()?;
            Some(due_at.saturating_sub(running_clock(project_id)?))
        });
        waits.min()
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
        self.queues.values().flat_map(|queue| queue.deliveries.iter().rev())
    }

    /// Forgets the deliveries and open messages of one project, or of all.
    pub fn clear(&mut self, project_id: Option<&str>) {
        let is_wanted = |id: &str| project_id.is_none_or(|wanted| wanted == id);
        self.queues.retain(|id, queue| {
            if is_wanted(id) {
                queue.clear();
            }
            // A queue with an attempt in flight keeps its sequence numbers.
            !is_wanted(id) || queue.is_busy
        });
        self.open.retain(|_, subject| !is_wanted(&subject.project_id));
    }
}

impl Queue {
    fn get_mut(&mut self, sequence: u64) -> Option<&mut Delivery> {
        let index = usize::try_from(sequence.checked_sub(self.first)?).ok()?;
        self.deliveries.get_mut(index)
    }

    fn clear(&mut self) {
        self.first += self.deliveries.len() as u64;
        self.deliveries.clear();
        self.due.clear();
        self.expiring.clear();
    }
}

/// The same delivery under another id.
fn again(delivery: &Delivery, kind: Kind) -> Delivery {
    Delivery { id: random::id("whd_"), kind, attempts: Vec::new(), ..delivery.clone() }
}

/// What somebody without the secret could send.
fn forge(genuine: &Delivery, kind: Kind) -> Delivery {
    let mut forged = again(genuine, kind);
    match kind {
        Kind::ForgedSignature => {
            forged.signature = Some(sign(&forged.body, &random::id("whsec_")));
        }
        Kind::MissingSignature => forged.signature = None,
        // The last brace. JSON stays valid, so only the signature tells.
        Kind::AlteredBody => {
            forged.body.pop();
            forged.body.push_str(r#","forged":true}"#);
        }
        Kind::Original | Kind::Duplicate | Kind::Redelivery => {}
    }
    forged
}

#[cfg(test)]
mod tests {
    use baxverify_wire::LogStatus;

    use super::{Attempt, Delivery, DeliveryStatus, Endpoint, Filter, MAX_DELIVERIES};
    use super::{Outbox, Plan, Subject};

    fn subject(project: &str, message: u64, status: LogStatus) -> Subject {
        Subject {
            message_id: format!("msg_{message}"),
            request_id: String::new(),
            project_id: project.to_owned(),
            phone: "+4366412345678".to_owned(),
            purpose: None,
            status,
            created_at: 0,
            expires_at: 600_000,
            verified_at: None,
            error_code: None,
        }
    }

    fn endpoint() -> Endpoint {
        Endpoint { url: "http://app/".to_owned(), secret: "whsec_1".to_owned() }
    }

    fn add(outbox: &mut Outbox, project: &str, message: u64) -> Vec<Delivery> {
        let subject = subject(project, message, LogStatus::Sent);
        outbox.add(&subject, &endpoint(), &Plan::default(), 0)
    }

    fn at(now: u64) -> impl Fn(&str) -> u64 {
        move |_| now
    }

    fn attempt(status: u16) -> Attempt {
        Attempt { at: 0, duration_ms: 0, status: Some(status), response: None, error: None }
    }

    #[test]
    fn one_attempt_per_project_is_in_flight() {
        let mut outbox = Outbox::default();
        for (project, message) in [("a", 1), ("a", 2), ("b", 3)] {
            add(&mut outbox, project, message);
        }
        let jobs = outbox.take_due(at(0), 9);
        assert_eq!(jobs.len(), 2);
        assert!(outbox.take_due(at(0), 9).is_empty() && outbox.next_due_in(|_| Some(0)).is_none());
        let of_a = jobs.iter().find(|job| job.project_id == "a").unwrap();
        outbox.finish(of_a, attempt(500), 5).unwrap();
        // The next delivery does not wait for the retry of the one before it.
        let next = outbox.take_due(at(5), 9);
        assert_eq!((next.len(), next[0].sequence), (1, 1));
        outbox.finish(&next[0], attempt(204), 5).unwrap();
        assert_eq!(outbox.next_due_in(|_| Some(5)), Some(1_000));
        assert_eq!(outbox.next_due_in(|_| None), None);
        assert_eq!(outbox.take_due(at(1_005), 9)[0].sequence, 0);
    }

    #[test]
    fn the_oldest_deliveries_are_dropped_also_if_they_are_pending() {
        let mut outbox = Outbox::default();
        let first = outbox.take_due(at(0), 1).len() + add(&mut outbox, "a", 0).len();
        let job = outbox.take_due(at(0), 1).remove(0);
        for message in 1..=MAX_DELIVERIES as u64 {
            add(&mut outbox, "a", message);
        }
        assert_eq!((first, outbox.list(&Filter::default(), 9_999).len()), (1, MAX_DELIVERIES));
        assert!(outbox.finish(&job, attempt(500), 0).is_none());
        assert_eq!(outbox.queues["a"].due.len(), MAX_DELIVERIES);
    }

    #[test]
    fn a_cleared_project_takes_no_result_for_a_later_delivery() {
        let mut outbox = Outbox::default();
        add(&mut outbox, "a", 1);
        let job = outbox.take_due(at(0), 1).remove(0);
        outbox.clear(Some("a"));
        add(&mut outbox, "a", 2);
        assert!(outbox.finish(&job, attempt(204), 0).is_none());
        assert!(outbox.list(&Filter::default(), 9)[0].status == DeliveryStatus::Pending);
        outbox.clear(None);
        assert!(outbox.queues.is_empty());
    }

    #[test]
    fn a_message_has_one_event_at_its_start_and_one_at_its_end() {
        let mut outbox = Outbox::default();
        let mut is_event =
            |message, status, order| outbox.changed(&subject("a", message, status), order);
        assert!(is_event(1, LogStatus::Sent, 0));
        assert!(!is_event(1, LogStatus::Sent, 0));
        assert!(is_event(1, LogStatus::Verified, 0));
        assert!(!is_event(1, LogStatus::Verified, 0));
        assert!(is_event(2, LogStatus::Failed, 1));
        assert!(!is_event(2, LogStatus::Failed, 1));
        assert!(is_event(3, LogStatus::Sent, 2));
        assert!(outbox.expired(at(599_999)).is_empty());
        assert_eq!(outbox.expired(at(600_000)).len(), 1);
        assert!(outbox.expired(at(600_000)).is_empty() && outbox.queues["a"].expiring.is_empty());
        assert!(!outbox.changed(&subject("a", 3, LogStatus::Expired), 2));
    }

    #[test]
    fn a_followed_message_has_only_an_end() {
        let mut outbox = Outbox::default();
        outbox.follow([subject("a", 1, LogStatus::Sent)].into_iter(), 2);
        assert!(!outbox.changed(&subject("a", 1, LogStatus::Sent), 0));
        assert!(!outbox.changed(&subject("a", 2, LogStatus::Failed), 1));
        assert!(outbox.changed(&subject("a", 1, LogStatus::Verified), 0));
    }
}
