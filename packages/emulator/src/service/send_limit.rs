//! How often one phone may be sent a message: a sliding window.

use std::collections::VecDeque;

use crate::clock::Millis;

/// The times of the messages to one phone that still count.
#[derive(Default)]
pub(crate) struct SendWindow {
    sent_at: VecDeque<Millis>,
}

impl SendWindow {
    /// Counts a message of the past, in order.
    pub(crate) fn remember(&mut self, at: Millis) {
        self.sent_at.push_back(at);
    }

    /// Counts a message now, or answers in how many milliseconds one is allowed again.
    /// A `limit` of 0 allows every message.
    pub(crate) fn admit(
        &mut self,
        now: Millis,
        limit: usize,
        window: Millis,
    ) -> Result<(), Millis> {
        if limit == 0 {
            return Ok(());
        }
        while self.sent_at.front().is_some_and(|&at| at + window <= now) {
            self.sent_at.pop_front();
        }
        if self.sent_at.len() >= limit {
            let oldest = self.sent_at[self.sent_at.len() - limit];
            return Err((oldest + window).saturating_sub(now));
        }
        self.sent_at.push_back(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::SendWindow;

    #[test]
    fn slides_rather_than_jumps() {
        let mut window = SendWindow::default();
        assert_eq!(window.admit(0, 2, 100), Ok(()));
        assert_eq!(window.admit(60, 2, 100), Ok(()));
        assert_eq!(window.admit(99, 2, 100), Err(1));
        assert_eq!(window.admit(100, 2, 100), Ok(()));
        assert_eq!(window.admit(101, 2, 100), Err(59));
    }

    #[test]
    fn a_refused_message_does_not_count() {
        let mut window = SendWindow::default();
        assert_eq!(window.admit(0, 1, 100), Ok(()));
        for now in 1..100 {
            assert_eq!(window.admit(now, 1, 100), Err(100 - now));
        }
        assert_eq!(window.admit(100, 1, 100), Ok(()));
    }

    #[test]
    fn no_limit_remembers_nothing() {
        let mut window = SendWindow::default();
        for _ in 0..1_000 {
            assert_eq!(window.admit(0, 0, 100), Ok(()));
        }
        assert!(window.sent_at.is_empty());
    }
}
