//! Finds messages of all projects. A search of many messages releases the lock in between, so that
//! calls do not wait for it.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

use serde::Serialize;

use super::message::{Message, MessageView};
use super::project::Project;
use super::search::Search;
use super::state::Service;
use crate::clock::Millis;

/// How many messages are examined with the lock held.
const STEP: usize = 500;

/// Selects messages. An absent field selects all of them.
#[derive(Default)]
pub struct MessageFilter {
    pub phone: Option<String>,
    pub project_id: Option<String>,
    pub ids: Option<HashSet<String>>,
    pub search: Search,
}

/// Messages, newest first.
#[derive(Serialize)]
pub struct MessagePage {
    pub messages: Vec<MessageView>,
    /// How many messages the filter selects. Only on the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<usize>,
    /// The value of `before` for the next page. Absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// A search in progress.
pub struct MessageScan {
    filter: MessageFilter,
    before: u64,
    limit: usize,
    projects: Vec<String>,
    /// The index of the project that is examined.
    project: usize,
    /// The sequence number below which its messages were not examined yet.
    below: u64,
    /// The newest matches, oldest on top.
    found: BinaryHeap<Reverse<Found>>,
    /// How many messages match. `None` if only one page is wanted.
    total: Option<usize>,
    has_more: bool,
}

/// A matching message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    /// Identifies the message also after a reset, which starts the sequence again.
    pub(super) order: u64,
    pub(super) sequence: u64,
    /// The index in the list of projects.
    project: usize,
}

impl MessageFilter {
    fn includes_project(&self, id: &str) -> bool {
        self.project_id.as_deref().is_none_or(|wanted| wanted == id)
    }

    fn includes(&self, project_id: &str, message: &Message, now: Millis) -> bool {
        self.phone.as_ref().is_none_or(|phone| *phone == message.phone)
            && self.ids.as_ref().is_none_or(|ids| ids.contains(&message.id))
            && self.search.matches(project_id, message, now)
    }
}

impl Service {
    /// Starts a search for at most `limit` messages that are older than `before`, the `next` of the
    /// page before.
    pub fn scan(&self, filter: MessageFilter, before: Option<u64>, limit: usize) -> MessageScan {
        let state = self.lock();
        let ids = state.projects.keys().filter(|id| filter.includes_project(id));
        MessageScan {
            projects: ids.cloned().collect(),
            filter,
            before: before.unwrap_or(u64::MAX),
            limit,
            project: 0,
            below: u64::MAX,
            found: BinaryHeap::new(),
            total: before.is_none().then_some(0),
            has_more: false,
        }
    }

    /// Returns the messages at once.
    pub fn messages(&self, filter: MessageFilter, limit: usize) -> Vec<MessageView> {
        let mut scan = self.scan(filter, None, limit);
        while scan.step(self) {}
        scan.page(self).messages
    }

    /// Returns the code that reached this phone last, in one project or in all of them. Used and
    /// expired codes count too.
    pub fn code_for(&self, phone: &str, project_id: Option<&str>) -> Option<String> {
        let state = self.lock();
        let projects = state.projects.values();
        projects
            .filter(|project| project_id.is_none_or(|id| id == project.id))
            .filter_map(|project| project.last_arrived(phone))
            .max_by_key(|message| (message.arrived_at, message.order))
            .map(|message| message.code.clone())
    }
}

impl MessageScan {
    /// Examines some messages. Returns `false` when all of them were examined.
    pub fn step(&mut self, service: &Service) -> bool {
        let Some(id) = self.projects.get(self.project) else { return false };
        let state = service.lock();
        let mut examined = 0;
        if let Some(project) = state.projects.get(id) {
            let now = project.clock.now(service.now());
            if self.below == u64::MAX && self.before < u64::MAX {
                self.below = project.log.sequence_at_order(self.before);
            }
            for (sequence, message) in project.log.newest_first_below(self.below).take(STEP) {
                if self.total.is_none() && self.is_older_than_found(message.order) {
                    // The other messages of this project are even older.
                    self.has_more = true;
                    break;
                }
                examined += 1;
                self.below = sequence;
                if self.filter.includes(id, message, now) {
                    self.total = self.total.map(|total| total + 1);
                    let (order, project) = (message.order, self.project);
                    self.found.push(Reverse(Found { order, sequence, project }));
                    if self.found.len() > self.limit {
                        self.found.pop();
                        self.has_more = true;
                    }
                }
            }
        }
        if examined < STEP {
            self.project += 1;
            self.below = u64::MAX;
        }
        true
    }

    /// Whether the page is full with newer messages.
    fn is_older_than_found(&self, order: u64) -> bool {
        self.found.len() == self.limit
            && self.found.peek().is_some_and(|Reverse(oldest)| order < oldest.order)
    }

    /// Returns the matches that were found, newest first.
    pub fn page(self, service: &Service) -> MessagePage {
        let found = self.found.into_sorted_vec();
        let next = found.last().map(|Reverse(found)| found.order).filter(|_| self.has_more);
        let state = service.lock();
        let now = service.now();
        let view = |Reverse(found): Reverse<Found>| {
            let project = state.projects.get(&self.projects[found.project])?;
            let now = project.clock.now(now);
            found.message(project).map(|message| message.view(&project.id, now))
        };
        let messages = found.into_iter().filter_map(view).collect();
        MessagePage { messages, total: self.total, next }
    }

    /// Returns the matches by project.
    pub(super) fn by_project(self) -> impl Iterator<Item = (String, HashSet<(u64, u64)>)> {
        let mut matches = vec![HashSet::new(); self.projects.len()];
        for Reverse(found) in self.found {
            matches[found.project].insert((found.sequence, found.order));
        }
        self.projects.into_iter().zip(matches).filter(|(_, matches)| !matches.is_empty())
    }
}

impl Found {
    fn message(self, project: &Project) -> Option<&Message> {
        project.log.get(self.sequence).filter(|message| message.order == self.order)
    }
}
