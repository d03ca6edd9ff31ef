//! Events about messages, and their deliveries.

use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

use super::error::ControlError;
use super::events::Event;
use super::message::Message;
use super::project::Project;
use super::state::{Service, State};
use crate::clock::Millis;
use crate::fault_injection::WebhookInfo;
use crate::webhooks::{Attempt, Delivery, Endpoint, EventName, Filter, Job, Outbox, Subject};

impl Service {
    /// Adds deliveries for messages that have changed. The caller holds the lock of the state, so
    /// deliveries are in the order of the changes.
    pub(super) fn report_changes<'a>(
        &self,
        project_id: &str,
        endpoint: &Endpoint,
        changed: impl Iterator<Item = &'a Message>,
        now: Millis,
    ) {
        let mut outbox = self.outbox();
        for message in changed {
            let subject = message.subject(project_id, now);
            if outbox.messages.changed(&subject, message.order) {
                self.report(&mut outbox, &subject, endpoint, now);
            }
        }
    }

    /// Follows the open messages of a project that has got its endpoint now.
    pub(super) fn follow_messages(&self, project: &Project, next_order: u64, now: Millis) {
        let subjects = project.messages().map(|message| message.subject(&project.id, now));
        let open = subjects.filter(|subject| EventName::of(subject.status) == EventName::Sent);
        self.outbox().messages.follow(open, next_order);
    }

    fn report(&self, outbox: &mut Outbox, subject: &Subject, endpoint: &Endpoint, now: Millis) {
        let plan = self.fault_rules().effects_on_webhook(&WebhookInfo {
            event: EventName::of(subject.status),
            phone: &subject.phone,
            project_id: &subject.project_id,
        });
        for delivery in outbox.add(subject, endpoint, &plan, now) {
            self.events.publish(Event::Webhook { delivery: Box::new(delivery) });
        }
        self.webhooks.notify_one();
    }

    /// Returns attempts that are due, and marks them as in flight.
    pub fn due_webhooks(&self) -> Vec<Job> {
        let state = self.lock();
        let now_of = |id: &str| self.time_of(&state, id);
        let mut outbox = self.outbox();
        for mut subject in outbox.messages.take_expired(now_of) {
            let project = state.projects.get(&subject.project_id);
            if let Some(endpoint) = project.and_then(|project| project.settings.webhook.as_ref()) {
                subject.status = baxverify_wire::LogStatus::Expired;
                let now = now_of(&subject.project_id);
                self.report(&mut outbox, &subject, endpoint, now);
            }
        }
        outbox.take_due(now_of)
    }

    /// Records the result of an attempt.
    pub fn finish_webhook(
        &self,
        job: &Job,
        result: Result<(u16, String), String>,
        duration: Duration,
    ) {
        let now = self.time_of(&self.lock(), &job.project_id);
        let (status, response, error) = match result {
            Ok((status, response)) => (Some(status), Some(response), None),
            Err(reason) => (None, None, Some(reason)),
        };
        let duration_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        let attempt = Attempt { at: now, duration_ms, status, response, error };
        let delivery = self.outbox().finish(job, attempt, now);
        if let Some(delivery) = delivery {
            self.events.publish(Event::Webhook { delivery: Box::new(delivery) });
        }
    }

    /// Returns the milliseconds until something is due.
    pub fn next_webhook(&self) -> Option<Millis> {
        let state = self.lock();
        // A frozen clock reaches no time by itself.
        let is_running = |id: &str| {
            let project = state.projects.get(id);
            self.clock.shift().frozen_at.is_none()
                && project.is_none_or(|project| project.clock.frozen_at.is_none())
        };
        self.outbox().next_due_in(|id| is_running(id).then(|| self.time_of(&state, id)))
    }

    /// Resolves when the time until something is due may have changed.
    pub async fn webhooks_changed(&self) {
        self.webhooks.notified().await;
    }

    pub fn list_webhooks(&self, filter: &Filter, limit: usize) -> Vec<Delivery> {
        self.outbox().list(filter, limit)
    }

    /// Makes a delivery once more, with the present URL and secret of its project. Returns `None`
    /// if there is no delivery with this id.
    pub fn redeliver_webhook(&self, id: &str) -> Option<Result<Delivery, ControlError>> {
        let state = self.lock();
        let endpoint = |project: &str| {
            let endpoint = state.projects.get(project)?.settings.webhook.clone()?;
            Some((endpoint, self.time_of(&state, project)))
        };
        let result = self.outbox().redeliver(id, endpoint)?;
        if let Ok(delivery) = &result {
            self.events.publish(Event::Webhook { delivery: Box::new(delivery.clone()) });
            self.webhooks.notify_one();
        }
        Some(result.map_err(ControlError::Invalid))
    }

    pub fn clear_webhooks(&self, project_id: Option<&str>) {
        self.outbox().clear(project_id);
    }

    /// Returns the time by the clock of a project.
    fn time_of(&self, state: &State, project_id: &str) -> Millis {
        let now = self.now();
        state.projects.get(project_id).map_or(now, |project| project.clock.now(now))
    }

    fn outbox(&self) -> MutexGuard<'_, Outbox> {
        self.outbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
