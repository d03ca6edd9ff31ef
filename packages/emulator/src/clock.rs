//! The clocks: the emulator's clock is based on the system time, and the clock of each project on
//! the emulator's clock. Tests move and freeze them.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// The maximum offset, 100 years. It keeps all years at four digits, which ISO 8601 strings need.
pub const MAX_OFFSET_MILLIS: u64 = 100 * 366 * 24 * 60 * 60 * 1000;

/// Milliseconds since the Unix epoch, or a duration in milliseconds.
pub type Millis = u64;

pub const DAY_MILLIS: Millis = 24 * 60 * 60 * 1000;

pub struct Clock {
    source: Source,
    shift: Mutex<Shift>,
}

enum Source {
    System,
    #[cfg(test)]
    Fixed(Millis),
}

/// How a clock differs from the one that it is based on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Shift {
    /// Milliseconds ahead, while the clock runs. A clock that stood for a while is behind.
    pub offset: i64,
    /// The time at which the clock stands.
    pub frozen_at: Option<Millis>,
}

impl Shift {
    /// Returns the time, if the other clock shows `base`.
    pub fn now(&self, base: Millis) -> Millis {
        self.frozen_at.unwrap_or_else(|| base.saturating_add_signed(self.offset))
    }

    /// Returns the milliseconds ahead of the other clock.
    pub fn offset(&self, base: Millis) -> i64 {
        self.now(base).cast_signed() - base.cast_signed()
    }

    /// Moves the clock ahead. Returns `false` if that would exceed [`MAX_OFFSET_MILLIS`].
    pub fn advance(&mut self, base: Millis, by: Millis) -> bool {
        let Ok(step) = i64::try_from(by) else { return false };
        let ahead = self.offset(base).checked_add(step);
        if ahead.is_none_or(|ahead| ahead > MAX_OFFSET_MILLIS.cast_signed()) {
            return false;
        }
        match &mut self.frozen_at {
            Some(at) => *at += by,
            None => self.offset += step,
        }
        true
    }

    /// Makes the clock stand, or run on from where it stands.
    pub fn set_frozen(&mut self, base: Millis, frozen: bool) {
        self.offset = self.offset(base);
        self.frozen_at = frozen.then(|| self.now(base));
    }
}

impl Clock {
    pub fn system() -> Self {
        Self { source: Source::System, shift: Mutex::default() }
    }

    /// A clock that moves only by [`Clock::advance`].
    #[cfg(test)]
    pub fn fixed(at: Millis) -> Self {
        Self { source: Source::Fixed(at), shift: Mutex::default() }
    }

    fn base(&self) -> Millis {
        match self.source {
            // A system clock before 1970 counts as 1970.
            Source::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX / 4)),
            #[cfg(test)]
            Source::Fixed(at) => at,
        }
    }

    pub fn now(&self) -> Millis {
        self.shift().now(self.base())
    }

    /// Moves the clock ahead. Returns `false` if that would exceed [`MAX_OFFSET_MILLIS`].
    pub fn advance(&self, by: Millis) -> bool {
        self.lock().advance(self.base(), by)
    }

    pub fn set_frozen(&self, frozen: bool) {
        self.lock().set_frozen(self.base(), frozen);
    }

    /// How far the clock is ahead of the system time, in milliseconds.
    pub fn offset(&self) -> i64 {
        self.shift().offset(self.base())
    }

    pub fn shift(&self) -> Shift {
        *self.lock()
    }

    pub fn set_shift(&self, shift: Shift) {
        *self.lock() = shift;
    }

    pub fn reset(&self) {
        self.set_shift(Shift::default());
    }

    fn lock(&self) -> MutexGuard<'_, Shift> {
        self.shift.lock().unwrap_or_else(PoisonError::into_inner)
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
    use super::{Clock, MAX_OFFSET_MILLIS, Shift, iso};

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
    fn a_frozen_clock_moves_only_when_it_is_moved() {
        let mut shift = Shift { offset: 5, frozen_at: None };
        shift.set_frozen(100, true);
        assert_eq!((shift.now(100), shift.now(900)), (105, 105));
        assert!(shift.advance(900, 10));
        assert_eq!((shift.now(950), shift.offset(950)), (115, -835));
        shift.set_frozen(950, false);
        assert_eq!((shift.now(950), shift.now(960)), (115, 125));
        assert!(!shift.advance(950, u64::MAX));
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
