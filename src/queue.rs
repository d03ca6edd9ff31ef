//! A queue from any thread to one event loop, and the wake-ups of that loop.
//!
//! A wake-up is a system call, and the turn of the event loop that follows costs more than settling
//! a promise. So a thread wakes the event loop once for all messages that it sends in a row. The
//! first message makes a [`WakeUp`], and the thread drops it after its ready tasks. Each thread has
//! its own [`Sender`], so a blocked thread delays only its own messages.

use crate::sync::{Arc, AtomicBool, Mutex, MutexGuard, Ordering, PoisonError};

/// Wakes the event loop.
pub trait Wake {
    /// Makes the event loop take all messages soon. Returns `false` if the loop is closing and must
    /// not be touched again.
    fn wake(&self) -> bool;
}

/// Two locks, so that taking messages does not wait for a wake-up.
pub struct Queue<T, W> {
    state: Mutex<State<T>>,
    /// `None` once the event loop closes.
    wake: Mutex<Option<W>>,
    /// This number of messages wakes the event loop at once.
    many: usize,
}

struct State<T> {
    waiting: Vec<T>,
    /// A wake-up is pending. When it arrives, it takes all messages.
    woken: bool,
    closed: bool,
}

impl<T, W: Wake> Queue<T, W> {
    /// With `many` messages, the event loop is woken at once.
    pub fn new(wake: W, many: usize) -> Self {
        let state = State { waiting: Vec::new(), woken: false, closed: false };
        Self { state: Mutex::new(state), wake: Mutex::new(Some(wake)), many }
    }

    /// Returns the number of messages, this one included.
    fn push(&self, message: T) -> usize {
        let mut state = self.state();
        if !state.closed {
            state.waiting.push(message);
        }
        state.waiting.len()
    }

    /// Wakes the event loop, unless no message waits or a wake-up is pending.
    pub fn wake(&self) {
        {
            let mut state = self.state();
            if state.woken || state.waiting.is_empty() {
                return;
            }
            state.woken = true;
        }
        let mut wake = lock(&self.wake);
        if wake.as_ref().is_some_and(|wake| !wake.wake()) {
            *wake = None;
        }
    }

    /// Moves all messages into `buffer`, which must be empty. The queue reuses its memory.
    pub fn take(&self, buffer: &mut Vec<T>) {
        let mut state = self.state();
        state.woken = false;
        std::mem::swap(&mut state.waiting, buffer);
    }

    /// Calls `act` with the object that wakes the event loop, if it still exists. No wake-up
    /// happens at the same time.
    pub fn with_wake(&self, act: impl FnOnce(&W)) {
        if let Some(wake) = &*lock(&self.wake) {
            act(wake);
        }
    }

    /// Drops all messages. Later messages are dropped too, and nothing is woken.
    pub fn close(&self) {
        *lock(&self.wake) = None;
        let waiting = {
            let mut state = self.state();
            state.closed = true;
            std::mem::take(&mut state.waiting)
        };
        drop(waiting);
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        lock(&self.state)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sends the messages of one thread. Other threads may use it too; their messages wait for the
/// wake-up of that thread.
pub struct Sender<T, W>(Arc<Inner<T, W>>);

struct Inner<T, W> {
    queue: Arc<Queue<T, W>>,
    /// A [`WakeUp`] exists that has not begun to wake.
    wake_up_exists: AtomicBool,
}

impl<T, W> Clone for Sender<T, W> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T, W: Wake> Sender<T, W> {
    pub fn new(queue: Arc<Queue<T, W>>) -> Self {
        Self(Arc::new(Inner { queue, wake_up_exists: AtomicBool::new(false) }))
    }

    /// Sends a message. The first of several passes the wake-up for all of them to `later`. It
    /// happens when it is dropped.
    pub fn send(&self, message: T, later: impl FnOnce(WakeUp<T, W>)) {
        if self.0.queue.push(message) == self.0.queue.many {
            self.0.queue.wake();
        }
        if !self.0.wake_up_exists.swap(true, Ordering::AcqRel) {
            later(WakeUp(self.clone()));
        }
    }
}

/// Wakes the event loop when it is dropped.
pub struct WakeUp<T, W: Wake>(Sender<T, W>);

impl<T, W: Wake> Drop for WakeUp<T, W> {
    fn drop(&mut self) {
        let Sender(sender) = &self.0;
        // In this order: a message that is sent after the store makes a new wake-up.
        sender.wake_up_exists.store(false, Ordering::Release);
        sender.queue.wake();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    struct Count(Arc<AtomicUsize>, bool);

    impl Wake for Count {
        fn wake(&self) -> bool {
            self.0.fetch_add(1, Ordering::SeqCst);
            self.1
        }
    }

    fn queue(open: bool) -> (Arc<Queue<u32, Count>>, Arc<AtomicUsize>) {
        let wakes = Arc::new(AtomicUsize::new(0));
        (Arc::new(Queue::new(Count(Arc::clone(&wakes), open), 4)), wakes)
    }

    fn taken(queue: &Queue<u32, Count>) -> Vec<u32> {
        let mut taken = Vec::new();
        queue.take(&mut taken);
        taken
    }

    #[test]
    fn messages_in_a_row_share_a_wake_up() {
        let (queue, wakes) = queue(true);
        let sender = Sender::new(Arc::clone(&queue));
        let mut pending = Vec::new();
        for message in 0..3 {
            sender.send(message, |wake_up| pending.push(wake_up));
        }
        assert_eq!(pending.len(), 1);
        assert_eq!(wakes.load(Ordering::SeqCst), 0);
        pending.clear();
        assert_eq!(wakes.load(Ordering::SeqCst), 1);
        assert_eq!(taken(&queue), [0, 1, 2]);
        sender.send(3, drop);
        assert_eq!(wakes.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn many_messages_do_not_wait() {
        let (queue, wakes) = queue(true);
        let sender = Sender::new(Arc::clone(&queue));
        let mut held = Vec::new();
        for message in 1..=10 {
            let woken = wakes.load(Ordering::SeqCst);
            assert_eq!(woken, usize::from(message > 4));
            sender.send(message, |wake_up| held.push(wake_up));
        }
        assert_eq!(held.len(), 1);
        assert_eq!(taken(&queue).len(), 10);
    }

    #[test]
    fn a_sender_does_not_wait_for_the_wake_up_of_another() {
        let (queue, wakes) = queue(true);
        let (stuck, free) = (Sender::new(Arc::clone(&queue)), Sender::new(Arc::clone(&queue)));
        let mut held = None;
        stuck.send(1, |wake_up| held = Some(wake_up));
        free.send(2, drop);
        assert_eq!(wakes.load(Ordering::SeqCst), 1);
        assert_eq!(taken(&queue), [1, 2]);
        // Nothing is left to wake for.
        drop(held);
        assert_eq!(wakes.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn at_most_one_wake_up_is_on_its_way() {
        let (queue, wakes) = queue(true);
        let sender = Sender::new(Arc::clone(&queue));
        sender.send(1, drop);
        sender.send(2, drop);
        assert_eq!(wakes.load(Ordering::SeqCst), 1);
        assert_eq!(taken(&queue), [1, 2]);
    }

    #[test]
    fn a_closed_queue_takes_nothing_and_wakes_nobody() {
        let (queue, wakes) = queue(true);
        let sender = Sender::new(Arc::clone(&queue));
        let mut held = None;
        sender.send(1, |wake_up| held = Some(wake_up));
        queue.close();
        drop(held);
        sender.send(2, drop);
        queue.with_wake(|_| panic!("it is gone"));
        assert_eq!(wakes.load(Ordering::SeqCst), 0);
        assert!(taken(&queue).is_empty());
    }

    #[test]
    fn an_event_loop_that_closes_is_not_touched_again() {
        let (queue, wakes) = queue(false);
        let sender = Sender::new(Arc::clone(&queue));
        sender.send(1, drop);
        taken(&queue);
        sender.send(2, drop);
        assert_eq!(wakes.load(Ordering::SeqCst), 1);
    }
}
