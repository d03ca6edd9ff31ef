//! When the event loop is woken for messages that wait.
//!
//! A wake-up is a call into the system, and the event loop's turn that follows costs more than settling a
//! promise. So the thread that makes the calls does not wake it for each message, but when it has nothing
//! left to do: answers that came in together settle in one wake-up, and none waits for one that is still
//! to come.

use std::cell::RefCell;
use std::sync::Arc;

use crate::completions::Completions;

/// So many messages are announced at once: a thread that always has something to do must not hold them
/// back.
const MOST: usize = 32;

thread_local! {
    /// `None` on threads that do not announce before they sleep; their messages are announced at once.
    static UNANNOUNCED: RefCell<Option<Unannounced>> = const { RefCell::new(None) };
}

#[derive(Default)]
struct Unannounced {
    /// Those that this thread has put a first message into. Whoever follows relies on it.
    queues: Vec<Arc<Completions>>,
    messages: usize,
}

impl Unannounced {
    fn announce(&mut self) {
        self.messages = 0;
        for queue in self.queues.drain(..) {
            queue.wake();
        }
    }
}

/// From here on this thread calls [`announce`] each time before it sleeps.
pub fn gather() {
    UNANNOUNCED.set(Some(Unannounced::default()));
}

/// Wakes the event loops that this thread has left messages for.
pub fn announce() {
    UNANNOUNCED.with_borrow_mut(|unannounced| {
        if let Some(unannounced) = unannounced {
            unannounced.announce();
        }
    });
}

/// Announces, and from here on messages of this thread are announced at once.
pub fn scatter() {
    announce();
    UNANNOUNCED.set(None);
}

/// Whether a message that this thread has put into `queue` will be announced without further ado. `first`:
/// none was waiting there.
pub fn announces_later(queue: &Arc<Completions>, first: bool) -> bool {
    // No thread-local is left to a thread that ends.
    let later = UNANNOUNCED.try_with(|unannounced| {
        let mut unannounced = unannounced.borrow_mut();
        let Some(unannounced) = &mut *unannounced else { return false };
        if first {
            unannounced.queues.push(Arc::clone(queue));
        }
        unannounced.messages += 1;
        if unannounced.messages >= MOST {
            unannounced.announce();
        }
        true
    });
    later.unwrap_or(false)
}
