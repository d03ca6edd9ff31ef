//! Message counts per day, for the chart of the inbox.

use serde::Serialize;
use utoipa::ToSchema;

use super::project::Project;
use super::state::Service;
use crate::clock::{DAY_MILLIS, iso};

/// The message counts of one day in UTC.
#[derive(Clone, Serialize, ToSchema)]
pub struct Day {
    /// Such as `2025-01-31`.
    pub date: String,
    /// The accepted messages, as in the statistics of the service.
    pub sent: u64,
    pub verified: u64,
    pub failed: u64,
}

impl Service {
    /// Returns the counts of the last `count` days including today, oldest first.
    pub fn daily_counts(&self, project_id: Option<&str>, count: u32) -> Vec<Day> {
        let state = self.lock();
        let today = self.now() / DAY_MILLIS;
        let first = (today + 1).saturating_sub(u64::from(count));
        let date = |day: u64| iso(day * DAY_MILLIS)[..10].to_owned();
        let mut days: Vec<_> = (first..=today)
            .map(|day| Day { date: date(day), sent: 0, verified: 0, failed: 0 })
            .collect();
        let projects =
            state.projects.values().filter(|project| project_id.is_none_or(|id| id == project.id));
        for message in projects.flat_map(Project::messages) {
            let index = (message.created_at / DAY_MILLIS).checked_sub(first);
            let Some(day) = index.and_then(|index| days.get_mut(usize::try_from(index).ok()?))
            else {
                continue;
            };
            let count = message.count();
            day.sent += count.sent;
            day.verified += count.verified;
            day.failed += count.failed;
        }
        days
    }
}

#[cfg(test)]
mod tests {
    use crate::clock::Clock;
    use crate::config::Config;
    use crate::fault_injection::Delivery;
    use crate::service::Service;

    #[test]
    fn days_follow_the_clock_of_the_emulator() {
        let service = Service::new(&Config::default(), Clock::fixed(1_735_689_600_000), None);
        let phone = "+9991234560000";
        service.send("proj_emulator", phone, None, Delivery::OnTime).unwrap();
        service.verify("proj_emulator", phone, "123456").unwrap();
        service.advance(24 * 3_600_000);
        service.send("proj_emulator", phone, None, Delivery::OnTime).unwrap();
        service.send("proj_emulator", "+99900130000", None, Delivery::OnTime).unwrap_err();
        let counts: Vec<_> = service
            .daily_counts(None, 3)
            .into_iter()
            .map(|day| (day.date, day.sent, day.verified, day.failed))
            .collect();
        assert_eq!(
            counts,
            [
                ("2024-12-31".to_owned(), 0, 0, 0),
                ("2025-01-01".to_owned(), 1, 1, 0),
                ("2025-01-02".to_owned(), 1, 0, 1),
            ]
        );
        assert_eq!(service.daily_counts(Some("other"), 1)[0].sent, 0);
    }
}
