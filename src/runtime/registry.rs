//! The engines of a process, by origin. All environments share them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use baxverify_client::BaseUrl;

use super::engine::Engine;

/// With this number of engines in the process, a new engine ends the one that has been idle for
/// longest.
const MAX_IDLE_ENGINES: usize = 16;
/// How long an environment that ends waits for its threads. A thread that is busy with a flooded
/// connection ends later by itself.
const JOIN_TIMEOUT: Duration = Duration::from_millis(100);
const JOIN_POLL: Duration = Duration::from_micros(200);

type Registry = HashMap<Arc<str>, Weak<Engine>>;

static ENGINES: Mutex<Option<Registry>> = Mutex::new(None);

/// The running engine of an origin, or a new one.
///
/// # Errors
/// If the system grants no more threads or file descriptors.
pub fn engine_of(origin: &BaseUrl) -> std::io::Result<Arc<Engine>> {
    let mut engines = ENGINES.lock().unwrap_or_else(PoisonError::into_inner);
    let engines = engines.get_or_insert_default();
    if let Some(engine) = engines.get(origin.origin()).and_then(running) {
        return Ok(engine);
    }
    engines.retain(|_, engine| running(engine).is_some());
    while engines.len() >= MAX_IDLE_ENGINES
        && let Some(origin) = longest_idle(engines)
    {
        if let Some(engine) = engines.remove(&origin).as_ref().and_then(running) {
            engine.retire();
        }
    }
    let engine = Arc::new(Engine::start(origin)?);
    engines.insert(Arc::clone(origin.origin()), Arc::downgrade(&engine));
    Ok(engine)
}

fn running(engine: &Weak<Engine>) -> Option<Arc<Engine>> {
    engine.upgrade().filter(|engine| engine.is_running())
}

fn longest_idle(engines: &Registry) -> Option<Arc<str>> {
    let running = engines.iter().filter_map(|(origin, engine)| Some((origin, running(engine)?)));
    let idle = running.filter(|(_, engine)| engine.is_idle());
    idle.min_by_key(|(_, engine)| engine.last_used()).map(|(origin, _)| Arc::clone(origin))
}

/// Ends the engines that no other environment uses. Waits for their threads, but not longer than
/// [`JOIN_TIMEOUT`].
pub fn end(engines: impl Iterator<Item = Arc<Engine>>) {
    let threads: Vec<_> = engines.filter_map(Arc::into_inner).filter_map(Engine::end).collect();
    let limit = Instant::now() + JOIN_TIMEOUT;
    for thread in threads {
        while !thread.is_finished() && Instant::now() < limit {
            thread::sleep(JOIN_POLL);
        }
        if thread.is_finished() {
            // It can only fail with a panic.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;
    use crate::runtime::engine::Job;

    fn origin(port: usize) -> BaseUrl {
        BaseUrl::parse(&format!("http://localhost:{port}/v1")).expect("a URL")
    }

    #[test]
    fn engines_are_shared_by_origin() {
        let first = engine_of(&origin(1)).expect("threads");
        let same = BaseUrl::parse("http://LOCALHOST:1/v2").expect("a URL");
        assert!(Arc::ptr_eq(&first, &engine_of(&same).expect("threads")));
        let other = engine_of(&origin(2)).expect("threads");
        assert!(!Arc::ptr_eq(&first, &other));
        end([first, other].into_iter());
    }

    #[test]
    fn an_engine_that_ended_is_replaced() {
        let first = engine_of(&origin(3)).expect("threads");
        first.crash();
        while first.is_running() {
            thread::yield_now();
        }
        let second = engine_of(&origin(3)).expect("threads");
        assert!(second.is_running());
        assert!(!Arc::ptr_eq(&first, &second));
    }

    #[test]
    fn idle_engines_make_room_and_busy_ones_stay() {
        let busy = engine_of(&origin(1000)).expect("threads");
        assert!(busy.submit(Job::new(|_| pending())).is_ok());
        let engines: Vec<_> = (1001..1001 + 2 * MAX_IDLE_ENGINES)
            .map(|port| engine_of(&origin(port)).expect("threads"))
            .collect();
        let limit = Instant::now() + Duration::from_secs(10);
        let running = || engines.iter().filter(|engine| engine.is_running()).count();
        while running() > MAX_IDLE_ENGINES && Instant::now() < limit {
            thread::yield_now();
        }
        assert!(running() <= MAX_IDLE_ENGINES);
        assert!(engines.last().is_some_and(|engine| engine.is_running()));
        assert!(busy.is_running());
    }

    #[test]
    fn a_thread_that_does_not_end_is_not_waited_for() {
        let engine = engine_of(&origin(4)).expect("threads");
        let job = Job::new(|_| async { thread::sleep(10 * JOIN_TIMEOUT) });
        assert!(engine.submit(job).is_ok());
        while engine.is_idle() {
            thread::yield_now();
        }
        let began = Instant::now();
        end([engine].into_iter());
        assert!(began.elapsed() < 5 * JOIN_TIMEOUT);
    }
}
