//! The delivery log of a project, and its statistics.

use baxverify_wire::{LogPage, LogStatus, StatsReport};

use super::message::Message;
use super::project::Project;
use crate::clock::{DAY_MILLIS, Millis};

/// Selects messages of the delivery log.
pub struct LogQuery {
    pub phone: Option<String>,
    pub status: Option<LogStatus>,
    /// Counted from 1.
    pub page: u32,
    /// Messages per page.
    pub limit: u32,
}

impl Project {
    /// Counts the messages of the last `days` times 24 hours.
    pub fn stats(&self, days: u32, now: Millis) -> StatsReport {
        let since = now.saturating_sub(Millis::from(days) * DAY_MILLIS);
        let mut report = StatsReport { sent: 0, verified: 0, failed: 0, days };
        for message in self.log.newest_first().take_while(|message| message.created_at > since) {
            let count = message.count();
            report.sent += count.sent;
            report.verified += count.verified;
            report.failed += count.failed;
        }
        report
    }

    /// Returns one page of the log, newest message first.
    pub fn logs(&self, query: &LogQuery, now: Millis) -> LogPage {
        let is_selected = |message: &&Message| {
            query.phone.as_ref().is_none_or(|phone| *phone == message.phone)
                && query.status.is_none_or(|status| status == message.status(now))
        };
        let skip = u64::from(query.page - 1) * u64::from(query.limit);
        let mut page =
            LogPage { items: Vec::new(), total: 0, page: query.page, limit: query.limit };
        for message in self.log.newest_first().filter(is_selected) {
            if page.total >= skip && page.items.len() < query.limit as usize {
                page.items.push(message.log_entry(now));
            }
            page.total += 1;
        }
        page
    }
}
