//! A thread that rings when a deadline has passed, even if the engines are busy.
//!
//! An engine keeps its calls' deadlines itself, but a peer that floods a connection can block the
//! engine's thread for seconds. The clock only sleeps, so it is on time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// The alarm is not set.
const NEVER: u64 = u64::MAX;

/// One thread for all environments of a process. It ends with the last environment.
pub struct Clock {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    alarms: Vec<Weak<Alarm>>,
    ended: bool,
}

/// Calls a function when its time comes. It may ring early, and an alarm that is set stays set
/// until its time has passed.
pub struct Alarm {
    /// Milliseconds since [`epoch`].
    due: AtomicU64,
    ring: Box<dyn Fn() + Send + Sync>,
}

static SHARED: Mutex<Weak<Clock>> = Mutex::new(Weak::new());

impl Clock {
    /// The running clock, or a new one.
    ///
    /// # Errors
    /// If the system grants no more threads.
    pub fn shared() -> std::io::Result<Arc<Self>> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(clock) = shared.upgrade() {
            return Ok(clock);
        }
        let clock = Arc::new(Self::start()?);
        *shared = Arc::downgrade(&clock);
        Ok(clock)
    }

    fn start() -> std::io::Result<Self> {
        epoch();
        let shared = Arc::<Shared>::default();
        let thread = thread::Builder::new().name("baxverify-clock".to_owned()).spawn({
            let shared = Arc::clone(&shared);
            move || shared.run()
        })?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// An alarm that calls `ring` on the clock's thread. It ends when it is dropped.
    pub fn alarm(&self, ring: impl Fn() + Send + Sync + 'static) -> Arc<Alarm> {
        let alarm = Arc::new(Alarm { due: AtomicU64::new(NEVER), ring: Box::new(ring) });
        let mut state = self.shared.state();
        state.alarms.retain(|alarm| alarm.strong_count() > 0);
        state.alarms.push(Arc::downgrade(&alarm));
        alarm
    }

    /// Sets the alarm to `time`, unless it is set to an earlier time. Costs almost nothing in that
    /// case.
    pub fn ring_by(&self, alarm: &Alarm, time: Instant) {
        let due = millis_until(time);
        if alarm.due.fetch_min(due, Ordering::AcqRel) > due {
            // Takes the lock, so that the thread is not between its check and its wait.
            drop(self.shared.state());
            self.shared.changed.notify_one();
        }
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        self.shared.state().ended = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            // It can only fail with a panic.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn run(&self) {
        let mut state = self.state();
        while !state.ended {
            // Rounded down, while due times are rounded up: no alarm rings before its time.
            let now = u64::try_from(epoch().elapsed().as_millis()).unwrap_or(NEVER - 1);
            let alarms: Vec<_> = state.alarms.iter().filter_map(Weak::upgrade).collect();
            let mut next = NEVER;
            let mut ringing = Vec::new();
            for alarm in alarms {
                let due = alarm.due.load(Ordering::Acquire);
                if due <= now {
                    alarm.due.store(NEVER, Ordering::Release);
                    ringing.push(alarm);
                } else {
                    next = next.min(due);
                }
            }
            if !ringing.is_empty() {
                drop(state);
                for alarm in ringing {
                    (alarm.ring)();
                }
                state = self.state();
                continue;
            }
            state = if next == NEVER {
                self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
            } else {
                let limit = Duration::from_millis(next - now);
                let woken = self.changed.wait_timeout(state, limit);
                woken.unwrap_or_else(PoisonError::into_inner).0
            };
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The first use of a clock in this process.
fn epoch() -> Instant {
    static EPOCH: OnceLock<Instant> = OnceLock::new();
    *EPOCH.get_or_init(Instant::now)
}

/// Whole milliseconds, rounded up.
fn millis_until(time: Instant) -> u64 {
    let nanos = time.saturating_duration_since(epoch()).as_nanos();
    u64::try_from(nanos.div_ceil(1_000_000)).unwrap_or(NEVER - 1)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    const SOON: Duration = Duration::from_millis(40);
    const LONG: Duration = Duration::from_secs(20);

    fn ringing(clock: &Clock) -> (Arc<Alarm>, mpsc::Receiver<Instant>) {
        let (sender, rings) = mpsc::channel();
        let ring = move || sender.send(Instant::now()).unwrap_or_default();
        (clock.alarm(ring), rings)
    }

    #[test]
    fn alarms_ring_once_and_not_before_their_time() {
        let clock = Clock::start().expect("a thread");
        let (alarm, rings) = ringing(&clock);
        let due = Instant::now() + SOON;
        clock.ring_by(&alarm, due);
        let rung = rings.recv_timeout(LONG).expect("a ring");
        assert!(rung >= due);
        assert!(rings.recv_timeout(SOON).is_err());
        clock.ring_by(&alarm, Instant::now());
        assert!(rings.recv_timeout(LONG).is_ok());
    }

    #[test]
    fn an_earlier_time_replaces_a_later_one_only() {
        let clock = Clock::start().expect("a thread");
        let (alarm, rings) = ringing(&clock);
        clock.ring_by(&alarm, Instant::now() + LONG);
        clock.ring_by(&alarm, Instant::now() + SOON);
        clock.ring_by(&alarm, Instant::now() + LONG);
        assert!(rings.recv_timeout(LONG / 2).is_ok());
    }

    #[test]
    fn alarms_are_independent_and_end_when_dropped() {
        let clock = Clock::start().expect("a thread");
        let (first, first_rings) = ringing(&clock);
        let (second, second_rings) = ringing(&clock);
        clock.ring_by(&first, Instant::now() + SOON);
        clock.ring_by(&second, Instant::now() + SOON);
        drop(first);
        assert!(second_rings.recv_timeout(LONG).is_ok());
        assert_eq!(first_rings.recv(), Err(mpsc::RecvError));
    }

    #[test]
    fn a_clock_is_shared_and_ends_with_its_users() {
        let first = Clock::shared().expect("a thread");
        let second = Clock::shared().expect("a thread");
        assert!(Arc::ptr_eq(&first, &second));
        let (alarm, rings) = ringing(&first);
        drop((first, second));
        drop(alarm);
        assert_eq!(rings.recv(), Err(mpsc::RecvError));
    }
}
