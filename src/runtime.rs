//! The threads and connections that all clients of a process share.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::announce;
use crate::http::transport::Transport;

/// The work is waiting, encrypting and small parsing: two threads carry tens of thousands of calls
/// per second, and more gain nothing.
const WORKERS: usize = 2;
/// Name lookups block a thread each, until the system's resolver gives up. They come and go as needed;
/// with few of them, names that hang would hold up all others.
const LOOKUP_THREADS: usize = 16;
/// Workers stop at once; a name lookup that hangs in the system library must not hold up an exit.
const SHUTDOWN_LIMIT: Duration = Duration::from_millis(100);

/// A Tokio runtime with the connection pool that lives on it.
///
/// It exists while some Node environment (the main thread or a worker) makes calls, and its threads
/// end with the last of them.
pub struct Engine {
    runtime: Option<Runtime>,
    pub transport: Arc<Transport>,
}

static SHARED: Mutex<Weak<Engine>> = Mutex::new(Weak::new());

impl Engine {
    /// The running engine, or a new one.
    ///
    /// # Errors
    /// Where the system grants no more threads.
    pub fn shared() -> std::io::Result<Arc<Self>> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(engine) = shared.upgrade() {
            return Ok(engine);
        }
        let runtime = Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .max_blocking_threads(LOOKUP_THREADS)
            .thread_name("baxverify")
            .on_thread_start(announce::gather)
            .on_thread_park(announce::announce)
            .on_thread_stop(announce::scatter)
            .enable_io()
            .enable_time()
            .build()?;
        let engine = Arc::new(Self { runtime: Some(runtime), transport: Arc::default() });
        *shared = Arc::downgrade(&engine);
        Ok(engine)
    }

    #[must_use]
    pub fn handle(&self) -> Option<&Handle> {
        self.runtime.as_ref().map(Runtime::handle)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(SHUTDOWN_LIMIT);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engines_are_shared_while_in_use_and_end_with_their_users() {
        let first = Engine::shared().expect("threads");
        let second = Engine::shared().expect("threads");
        assert!(Arc::ptr_eq(&first, &second));
        let handle = first.handle().expect("running").clone();
        drop((first, second));
        let late = handle.spawn(async {});
        let verdict = Builder::new_current_thread().build().expect("runtime").block_on(late);
        assert!(verdict.is_err_and(|error| error.is_cancelled()));
    }
}
