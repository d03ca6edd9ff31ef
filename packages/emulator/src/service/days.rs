//! Counts by day, for the inbox's chart.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Service, inbox::MessageFilter, message::Outcome};
use crate::clock::{Millis, iso};

pub(super) const DAY_MILLIS: Millis = 24 * 60 * 60 * 1000;

/// The messages of one day, UTC.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Day {
    /// Such as `2025-01-31`.
    pub(crate) date: String,
    /// Messages of every fate.
    pub(crate) sent: u64,
    pub(crate) verified: u64,
    pub(crate) failed: u64,
}

impl Service {
    /// The last `count` days up to today, oldest first.
    pub(crate) fn days(&self, project_id: Option<String>, count: u32) -> Vec<Day> {
        let filter = MessageFilter { phone: None, project_id };
        let state = self.lock();
        let today = self.now() / DAY_MILLIS;
        let first = (today + 1).saturating_sub(u64::from(count));
        let date = |day: u64| iso(day * DAY_MILLIS)[..10].to_owned();
        let mut days: Vec<_> = (first..=today)
            .map(|day| Day { date: date(day), sent: 0, verified: 0, failed: 0 })
            .collect();
        let projects = state.projects.values().filter(|project| filter.takes_project(&project.id));
        for message in projects.flat_map(super::project::Project::messages) {
            let index = (message.created_at / DAY_MILLIS).checked_sub(first);
            let Some(day) = index.and_then(|index| days.get_mut(usize::try_from(index).ok()?))
            else {
                continue;
            };
            day.sent += 1;
            match message.outcome {
                Outcome::Verified { .. } => day.verified += 1,
                Outcome::Failed(_) => day.failed += 1,
                Outcome::Open | Outcome::Replaced => {}
            }
        }
        days
    }
}

#[cfg(test)]
mod tests {
    use crate::{chaos::Fate, clock::Clock, config::Config, service::Service};

    #[test]
    fn days_are_those_of_the_emulators_clock() {
        let service = Service::new(&Config::default(), Clock::fixed(1_735_689_600_000), None);
        let phone = "+9991234560000";
        service.send("proj_emulator", phone, None, Fate::Arrives).unwrap();
        service.verify("proj_emulator", phone, "123456").unwrap();
        service.advance(24 * 3_600_000);
        service.send("proj_emulator", phone, None, Fate::Arrives).unwrap();
        service.send("proj_emulator", "+99900130000", None, Fate::Arrives).unwrap_err();
        let counts: Vec<_> = service
            .days(None, 3)
            .into_iter()
            .map(|day| (day.date, day.sent, day.verified, day.failed))
            .collect();
        assert_eq!(
            counts,
            [
                ("2024-12-31".to_owned(), 0, 0, 0),
                ("2025-01-01".to_owned(), 1, 1, 0),
                ("2025-01-02".to_owned(), 2, 0, 1),
            ]
        );
        assert_eq!(service.days(Some("other".to_owned()), 1)[0].sent, 0);
    }
}
