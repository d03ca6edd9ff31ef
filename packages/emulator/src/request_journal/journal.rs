//! The stored entries, oldest first. Old entries are dropped above a count and above a size.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::Serialize;

use super::entry::RequestView;
use super::filter::{RequestCounts, RequestFilter};

const MAX_ENTRIES: usize = 10_000;
const MAX_BYTES: usize = 16 * 1024 * 1024;

#[derive(Default)]
pub struct Journal {
    entries: VecDeque<Arc<RequestView>>,
    bytes: usize,
    last_id: u64,
    dropped: u64,
}

/// Entries, newest first.
#[derive(Serialize)]
pub struct RequestPage {
    pub requests: Vec<Arc<RequestView>>,
    /// The counts of all selected entries, on this page or not.
    pub counts: RequestCounts,
    /// How many entries of any kind were dropped to bound the memory.
    pub dropped: u64,
    /// The value of `before` for the next page. Absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

impl Journal {
    /// Adds an entry and returns it with its id.
    pub fn add(&mut self, mut entry: RequestView) -> Arc<RequestView> {
        self.last_id += 1;
        entry.id = self.last_id;
        let entry = Arc::new(entry);
        self.bytes += entry.bytes();
        self.entries.push_back(Arc::clone(&entry));
        while self.entries.len() > MAX_ENTRIES || self.bytes > MAX_BYTES {
            let Some(oldest) = self.entries.pop_front() else { break };
            self.bytes -= oldest.bytes();
            self.dropped += 1;
        }
        entry
    }

    /// Replaces the entry with this id, and returns the new one. Returns `None` if it was dropped.
    pub fn replace(&mut self, id: u64, mut entry: RequestView) -> Option<Arc<RequestView>> {
        let index = self.entries.binary_search_by_key(&id, |entry| entry.id).ok()?;
        entry.id = id;
        let entry = Arc::new(entry);
        self.bytes += entry.bytes();
        self.bytes -= self.entries[index].bytes();
        self.entries[index] = Arc::clone(&entry);
        Some(entry)
    }

    /// Returns at most `limit` entries that are older than the one with the id `before`.
    pub fn page(&self, filter: &RequestFilter, before: Option<u64>, limit: usize) -> RequestPage {
        let mut requests = Vec::new();
        let mut counts = RequestCounts::default();
        let mut has_more = false;
        for entry in self.entries.iter().rev().filter(|entry| filter.includes(entry)) {
            counts.add(entry);
            if before.is_some_and(|id| entry.id >= id) {
                continue;
            }
            if requests.len() < limit {
                requests.push(Arc::clone(entry));
            } else {
                has_more = true;
            }
        }
        let next = requests.last().map(|entry| entry.id).filter(|_| has_more);
        RequestPage { requests, counts, dropped: self.dropped, next }
    }

    /// Removes the entries of one project, or all of them.
    pub fn clear(&mut self, project_id: Option<&str>) {
        match project_id {
            Some(id) => {
                let bytes = &mut self.bytes;
                self.entries.retain(|entry| {
                    let keep = entry.project_id.as_deref() != Some(id);
                    if !keep {
                        *bytes -= entry.bytes();
                    }
                    keep
                });
            }
            None => *self = Self { last_id: self.last_id, ..Self::default() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::{Outcome, RequestDraft};
    use super::{Journal, MAX_BYTES, MAX_ENTRIES, RequestFilter, RequestView};

    fn entry(project: &str, body: &str) -> RequestView {
        let draft = RequestDraft {
            at: String::new(),
            at_millis: 0,
            method: "POST".to_owned(),
            host: String::new(),
            path: "/v1".to_owned(),
            route: None,
            project_id: Some(project.to_owned()),
            phone: None,
            key: None,
            body: Some(body.as_bytes().to_vec()),
            faults: Vec::new(),
            status: Some(200),
            error_code: None,
            reason: None,
        };
        draft.view(Outcome::Succeeded, None)
    }

    #[test]
    fn keeps_the_newest_entries_within_its_count_and_its_size() {
        let mut journal = Journal::default();
        for _ in 0..MAX_ENTRIES + 5 {
            journal.add(entry("p", ""));
        }
        assert_eq!((journal.entries.len(), journal.dropped), (MAX_ENTRIES, 5));
        for _ in 0..MAX_ENTRIES {
            journal.add(entry("p", &"x".repeat(4_000)));
        }
        assert!(journal.bytes <= MAX_BYTES);
        assert!(journal.entries.len() < MAX_ENTRIES);
        let sum: usize = journal.entries.iter().map(|entry| entry.bytes()).sum();
        assert_eq!(journal.bytes, sum);
    }

    #[test]
    fn pages_lead_to_the_oldest_entry() {
        let mut journal = Journal::default();
        for _ in 0..7 {
            journal.add(entry("p", ""));
        }
        let filter = RequestFilter::default();
        let mut before = None;
        let mut ids = Vec::new();
        loop {
            let page = journal.page(&filter, before, 3);
            assert_eq!(page.counts.total, 7);
            ids.extend(page.requests.iter().map(|entry| entry.id));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(ids, [7, 6, 5, 4, 3, 2, 1]);
    }

    #[test]
    fn a_project_is_cleared_alone() {
        let mut journal = Journal::default();
        let first = journal.add(entry("a", "x")).id;
        journal.add(entry("b", ""));
        assert!(journal.replace(first, entry("a", "longer")).is_some());
        journal.clear(Some("a"));
        assert_eq!(journal.entries.len(), 1);
        assert_eq!(journal.bytes, journal.entries[0].bytes());
        assert!(journal.replace(first, entry("a", "")).is_none());
        journal.clear(None);
        assert_eq!(journal.bytes, 0);
        assert_eq!(journal.add(entry("a", "")).id, 3);
    }
}
