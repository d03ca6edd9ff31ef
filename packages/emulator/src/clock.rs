//! The emulator's clock: the system time plus an offset that tests increase.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The maximum offset, 100 years. It keeps all years at four digits, which ISO 8601 strings need.
pub const MAX_OFFSET_MILLIS: u64 = 100 * 366 * 24 * 60 * 60 * 1000;

/// Milliseconds since the Unix epoch, or a duration in milliseconds.
pub type Millis = u64;

pub const DAY_MILLIS: Millis = 24 * 60 * 60 * 1000;

pub struct Clock {
    source: Source,
    offset: AtomicU64,
}

enum Source {
    System,
    #[cfg(test)]
    Fixed(Millis),
}

impl Clock {
    pub const fn system() -> Self {
        Self { source: Source::System, offset: AtomicU64::new(0) }
    }

    /// A clock that moves only by [`Clock::advance`].
    #[cfg(test)]
    pub const fn fixed(at: Millis) -> Self {
        Self { source: Source::Fixed(at), offset: AtomicU64::new(0) }
    }

    pub fn now(&self) -> Millis {
        let base = match self.source {
            // A system clock before 1970 counts as 1970.
            Source::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX / 2)),
            #[cfg(test)]
            Source::Fixed(at) => at,
        };
        base + self.offset.load(Ordering::SeqCst)
    }

    /// Moves the clock ahead. Returns `false` if that would exceed [`MAX_OFFSET_MILLIS`].
    pub fn advance(&self, by: Millis) -> bool {
        self.offset
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |offset| {
                offset.checked_add(by).filter(|&sum| sum <= MAX_OFFSET_MILLIS)
            })
            .is_ok()
    }

    /// How far the clock is ahead of the system time.
    pub fn offset(&self) -> Millis {
        self.offset.load(Ordering::SeqCst)
    }

    pub fn reset(&self) {
        self.offset.store(0, Ordering::SeqCst);
    }
}

/// Returns the time as an ISO 8601 string in UTC with milliseconds.
pub fn iso(at: Millis) -> String {
    humantime::format_rfc3339_millis(UNIX_EPOCH + Duration::from_millis(at)).to_string()
}

/// Parses a time in RFC 3339 format. Returns `None` for other texts and for times before 1970.
pub fn parse_iso(text: &str) -> Option<Millis> {
    let since = humantime::parse_rfc3339(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_millis()).ok()
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
    fn does_not_exceed_its_limit() {
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
