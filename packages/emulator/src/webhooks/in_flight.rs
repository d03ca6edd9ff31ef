//! Which attempts may start, so that receivers that do not respond leave room for others.

use std::collections::HashMap;

/// Attempts in flight, for all projects together.
const MAX_ATTEMPTS: usize = 256;
/// Attempts in flight to one receiver.
const MAX_PER_RECEIVER: usize = 32;
/// Attempts in flight for projects whose last attempt had no response.
const MAX_SILENT: usize = MAX_ATTEMPTS / 2;

/// The attempts in flight.
#[derive(Default)]
pub struct InFlight {
    by_receiver: HashMap<String, usize>,
    total: usize,
    silent: usize,
}

/// One attempt in flight. [`InFlight::end`] takes it back.
pub struct Slot {
    receiver: String,
    is_silent: bool,
}

impl InFlight {
    pub const fn is_full(&self) -> bool {
        self.total >= MAX_ATTEMPTS
    }

    /// Whether an attempt may start. `is_silent`: the last attempt had no response.
    pub fn has_room(&self, url: &str, is_silent: bool) -> bool {
        let of_receiver = self.by_receiver.get(&receiver(url)).copied().unwrap_or(0);
        !self.is_full()
            && of_receiver < MAX_PER_RECEIVER
            && !(is_silent && self.silent >= MAX_SILENT)
    }

    pub fn start(&mut self, url: &str, is_silent: bool) -> Slot {
        let slot = Slot { receiver: receiver(url), is_silent };
        *self.by_receiver.entry(slot.receiver.clone()).or_default() += 1;
        self.total += 1;
        self.silent += usize::from(is_silent);
        slot
    }

    pub fn end(&mut self, slot: &Slot) {
        self.total -= 1;
        self.silent -= usize::from(slot.is_silent);
        if let Some(count) = self.by_receiver.get_mut(&slot.receiver) {
            *count -= 1;
            if *count == 0 {
                self.by_receiver.remove(&slot.receiver);
            }
        }
    }
}

/// Returns the host and port of an `http` URL.
fn receiver(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{InFlight, MAX_ATTEMPTS, MAX_PER_RECEIVER, MAX_SILENT, receiver};

    fn url(host: usize) -> String {
        format!("http://host{host}:3000/hooks")
    }

    #[test]
    fn a_receiver_is_a_host_with_its_port() {
        for url in ["http://App:80", "HTTP://app:80/", "http://app:80/a?b", "http://app:80?a=/"] {
            assert_eq!(receiver(url), "app:80", "{url}");
        }
    }

    #[test]
    fn one_receiver_leaves_room_for_others() {
        let mut in_flight = InFlight::default();
        let first = in_flight.start(&url(0), false);
        for _ in 1..MAX_PER_RECEIVER {
            in_flight.start("http://HOST0:3000/other", false);
        }
        assert!(!in_flight.has_room(&url(0), false) && in_flight.has_room(&url(1), false));
        in_flight.end(&first);
        assert!(in_flight.has_room(&url(0), false));
    }

    #[test]
    fn receivers_without_a_response_leave_room_for_others() {
        let mut in_flight = InFlight::default();
        let slots: Vec<_> = (0..MAX_SILENT).map(|n| in_flight.start(&url(n), true)).collect();
        assert!(!in_flight.has_room(&url(9_999), true) && in_flight.has_room(&url(9_999), false));
        for n in MAX_SILENT..MAX_ATTEMPTS {
            in_flight.start(&url(n), false);
        }
        assert!(in_flight.is_full() && !in_flight.has_room(&url(9_999), false));
        for slot in &slots {
            in_flight.end(slot);
        }
        assert!(in_flight.has_room(&url(0), true));
        assert_eq!(in_flight.by_receiver.len(), MAX_ATTEMPTS - MAX_SILENT);
    }
}
