//! Limits messages per phone: a sliding window.

use std::collections::VecDeque;

use crate::clock::Millis;

/// When the counted messages to one phone were sent.
#[derive(Default)]
pub struct SendWindow {
    sent_at: VecDeque<Millis>,
}

impl SendWindow {
    /// Records a message without a check. Times must be ascending.
    pub fn record(&mut self, at: Millis) {
        self.sent_at.push_back(at);
    }

    /// Removes one message that was recorded at this time.
    pub fn forget(&mut self, at: Millis) {
        if let Some(index) = self.sent_at.iter().position(|&sent_at| sent_at == at) {
            self.sent_at.remove(index);
        }
    }

    /// Records a message if the limit allows it. A `limit` of 0 means no limit.
    ///
    /// # Errors
    /// Returns the milliseconds until the next message is allowed.
    pub fn admit(&mut self, now: Millis, limit: usize, window: Millis) -> Result<(), Millis> {
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
    fn a_rejected_message_does_not_count() {
        let mut window = SendWindow::default();
        assert_eq!(window.admit(0, 1, 100), Ok(()));
        for now in 1..100 {
            assert_eq!(window.admit(now, 1, 100), Err(100 - now));
        }
        assert_eq!(window.admit(100, 1, 100), Ok(()));
    }

    #[test]
    fn without_a_limit_nothing_is_recorded() {
        let mut window = SendWindow::default();
        for _ in 0..1_000 {
            assert_eq!(window.admit(0, 0, 100), Ok(()));
        }
        assert!(window.sent_at.is_empty());
    }
}
