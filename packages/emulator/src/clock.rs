//! The emulator's time: the system's, moved ahead by tests that cannot wait.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// How far the clock can be moved in all. Keeps every date inside the four-digit years that
/// ISO 8601 strings hold.
pub(crate) const MAX_OFFSET_MILLIS: u64 = 100 * 366 * 24 * 60 * 60 * 1000;

/// Milliseconds since the Unix epoch.
pub(crate) type Millis = u64;

pub(crate) struct Clock {
    source: Source,
    offset: AtomicU64,
}

enum Source {
    System,
    #[cfg(test)]
    Fixed(Millis),
}

impl Clock {
    pub(crate) const fn system() -> Self {
        Self { source: Source::System, offset: AtomicU64::new(0) }
    }

    /// Stands still but for [`Clock::advance`].
    #[cfg(test)]
    pub(crate) const fn fixed(at: Millis) -> Self {
        Self { source: Source::Fixed(at), offset: AtomicU64::new(0) }
    }

    pub(crate) fn now(&self) -> Millis {
        let base = match self.source {
            // A system clock before 1970 is as good as 1970 here.
            Source::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX / 2)),
            #[cfg(test)]
            Source::Fixed(at) => at,
        };
        base + self.offset.load(Ordering::SeqCst)
    }

    /// Moves the clock ahead, or answers `false` where that would pass [`MAX_OFFSET_MILLIS`].
    pub(crate) fn advance(&self, by: Millis) -> bool {
        self.offset
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |offset| {
                offset.checked_add(by).filter(|&sum| sum <= MAX_OFFSET_MILLIS)
            })
            .is_ok()
    }

    /// By how much the clock is ahead of its source.
    pub(crate) fn offset(&self) -> Millis {
        self.offset.load(Ordering::SeqCst)
    }

    pub(crate) fn reset(&self) {
        self.offset.store(0, Ordering::SeqCst);
    }
}

/// The moment as an ISO 8601 string in UTC, to the millisecond.
pub(crate) fn iso(at: Millis) -> String {
    humantime::format_rfc3339_millis(UNIX_EPOCH + Duration::from_millis(at)).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Clock, MAX_OFFSET_MILLIS, iso};

    #[test]
    fn advances_and_resets() {
        let clock = Clock::fixed(1_000);
        assert!(clock.advance(500));
        assert!(clock.advance(250));
        assert_eq!((clock.now(), clock.offset()), (1_750, 750));
        clock.reset();
        assert_eq!(clock.now(), 1_000);
    }

    #[test]
    fn refuses_to_pass_its_limit_and_stays_where_it_was() {
        let clock = Clock::fixed(0);
        assert!(clock.advance(MAX_OFFSET_MILLIS));
        assert!(!clock.advance(1));
        assert!(!clock.advance(u64::MAX));
        assert_eq!(clock.now(), MAX_OFFSET_MILLIS);
    }

    #[test]
    fn the_system_clock_is_past_2025() {
        assert!(Clock::system().now() > 1_735_689_600_000);
    }

    #[test]
    fn dates_are_iso_8601_with_milliseconds() {
        assert_eq!(iso(1_735_689_600_007), "2025-01-01T00:00:00.007Z");
    }
}
