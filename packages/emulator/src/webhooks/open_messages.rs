//! The messages whose codes are neither used nor expired. Their end is an event.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::event::{EventName, Subject};
use crate::clock::Millis;

#[derive(Default)]
pub struct OpenMessages {
    by_id: HashMap<String, Subject>,
    /// By project: when the codes expire, and the ids of the messages.
    expiring: BTreeMap<String, BTreeSet<(Millis, String)>>,
    /// Messages with a lower `order` are not new.
    seen: u64,
}

impl OpenMessages {
    /// Follows the open messages of a project that has got its endpoint now. All earlier messages
    /// count as known.
    pub fn follow(&mut self, open: impl Iterator<Item = Subject>, next_order: u64) {
        self.seen = self.seen.max(next_order);
        for subject in open {
            self.add(subject);
        }
    }

    fn add(&mut self, subject: Subject) {
        let expiring = self.expiring.entry(subject.project_id.clone()).or_default();
        expiring.insert((subject.expires_at, subject.message_id.clone()));
        self.by_id.insert(subject.message_id.clone(), subject);
    }

    fn remove(&mut self, message_id: &str) {
        if let Some(subject) = self.by_id.remove(message_id)
            && let Some(expiring) = self.expiring.get_mut(&subject.project_id)
        {
            expiring.remove(&(subject.expires_at, subject.message_id));
        }
    }

    /// Returns whether the change of a message is an event.
    pub fn changed(&mut self, subject: &Subject, order: u64) -> bool {
        let is_new = order >= self.seen;
        self.seen = self.seen.max(order + 1);
        let is_open = EventName::of(subject.status) == EventName::Sent;
        if self.by_id.contains_key(&subject.message_id) {
            if !is_open {
                self.remove(&subject.message_id);
            }
            return !is_open;
        }
        if is_new && is_open {
            self.add(subject.clone());
        }
        // A new message with another end was never open, such as one that could not be sent.
        is_new
    }

    /// Removes and returns the messages whose codes have expired by the clocks of their projects.
    pub fn take_expired(&mut self, now_of: impl Fn(&str) -> Millis) -> Vec<Subject> {
        let mut expired = Vec::new();
        self.expiring.retain(|project_id, expiring| {
            let now = now_of(project_id);
            while expiring.first().is_some_and(|(at, _)| *at <= now) {
                let Some((_, id)) = expiring.pop_first() else { break };
                expired.extend(self.by_id.remove(&id));
            }
            !expiring.is_empty()
        });
        expired
    }

    /// Returns the projects with open messages, and when the first code of each expires.
    pub fn next_ends(&self) -> impl Iterator<Item = (&str, Millis)> {
        self.expiring.iter().filter_map(|(id, expiring)| Some((id.as_str(), expiring.first()?.0)))
    }

    /// Forgets the open messages of one project, or of all.
    pub fn clear(&mut self, project_id: Option<&str>) {
        let is_other = |id: &str| project_id.is_some_and(|wanted| wanted != id);
        self.expiring.retain(|id, _| is_other(id));
        self.by_id.retain(|_, subject| is_other(&subject.project_id));
    }
}

#[cfg(test)]
mod tests {
    use baxverify_wire::LogStatus;

    use super::{OpenMessages, Subject};

    fn subject(message: u64, status: LogStatus) -> Subject {
        Subject::of_test("a", message, status)
    }

    #[test]
    fn a_message_has_one_event_at_its_start_and_one_at_its_end() {
        let mut open = OpenMessages::default();
        let mut is_event = |message, status, order| open.changed(&subject(message, status), order);
        assert!(is_event(1, LogStatus::Sent, 0));
        assert!(!is_event(1, LogStatus::Sent, 0));
        assert!(is_event(1, LogStatus::Verified, 0));
        assert!(!is_event(1, LogStatus::Verified, 0));
        assert!(is_event(2, LogStatus::Failed, 1));
        assert!(!is_event(2, LogStatus::Failed, 1));
        assert!(is_event(3, LogStatus::Sent, 2));
        assert_eq!(open.next_ends().collect::<Vec<_>>(), [("a", 600_000)]);
        assert!(open.take_expired(|_| 599_999).is_empty());
        assert_eq!(open.take_expired(|_| 600_000).len(), 1);
        assert!(open.take_expired(|_| 600_000).is_empty() && open.expiring.is_empty());
        assert!(!open.changed(&subject(3, LogStatus::Expired), 2));
    }

    #[test]
    fn a_followed_message_has_only_an_end() {
        let mut open = OpenMessages::default();
        open.follow([subject(1, LogStatus::Sent)].into_iter(), 2);
        assert!(!open.changed(&subject(1, LogStatus::Sent), 0));
        assert!(!open.changed(&subject(2, LogStatus::Failed), 1));
        assert!(open.changed(&subject(1, LogStatus::Verified), 0));
    }

    #[test]
    fn cleared_messages_do_not_expire() {
        let mut open = OpenMessages::default();
        open.changed(&subject(1, LogStatus::Sent), 0);
        open.changed(&Subject::of_test("b", 2, LogStatus::Sent), 1);
        open.clear(Some("a"));
        assert_eq!(open.take_expired(|_| 600_000).len(), 1);
    }
}
