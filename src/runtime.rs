//! The thread and the connections that all clients of a process share.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use crate::announce;
use crate::http::transport::Transport;

/// For what blocks: name lookups, until the system's resolver gives up, and checking answers of megabytes.
/// These threads come and go as needed; with few of them, names that hang would hold up all others.
const BLOCKING_THREADS: usize = 16;
/// Calls stop at once; a name lookup that hangs in the system library must not hold up an exit.
const SHUTDOWN_LIMIT: Duration = Duration::from_millis(100);

/// Starts something on the engine's thread.
type Job = Box<dyn FnOnce(&Arc<Transport>) + Send>;

/// One thread with a Tokio runtime, and the connection pool that lives on it.
///
/// The work is waiting, encrypting and small parsing: one thread carries tens of thousands of calls per
/// second. A second one gains nothing, and a call would pass from one to the other and back, which takes
/// longer than the work.
///
/// It exists while some Node environment (the main thread or a worker) makes calls, and its threads
/// end with the last of them.
pub struct Engine {
    /// Many jobs that are handed over while the thread works cost no wake-up, and the first costs one.
    /// Gone when the engine is dropped, by which its thread is told to end.
    jobs: Option<UnboundedSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

static SHARED: Mutex<Weak<Engine>> = Mutex::new(Weak::new());

impl Engine {
    /// The running engine, or a new one.
    ///
    /// # Errors
    /// Where the system grants no more threads.
    pub fn shared() -> std::io::Result<Arc<Self>> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(engine) = shared.upgrade().filter(|engine| engine.is_running()) {
            return Ok(engine);
        }
        let engine = Arc::new(Self::start()?);
        *shared = Arc::downgrade(&engine);
        Ok(engine)
    }

    fn start() -> std::io::Result<Self> {
        let runtime = Builder::new_current_thread()
            .max_blocking_threads(BLOCKING_THREADS)
            .thread_name("baxverify")
            .on_thread_park(announce::announce)
            .enable_io()
            .enable_time()
            .build()?;
        let (sender, receiver) = mpsc::unbounded_channel();
        let thread = thread::Builder::new()
            .name("baxverify".to_owned())
            .spawn(move || run(runtime, receiver))?;
        Ok(Self { jobs: Some(sender), thread: Some(thread) })
    }

    /// Whether calls can be made. A panic outside of any call would end the thread.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.jobs.as_ref().is_some_and(|jobs| !jobs.is_closed())
    }

    /// Runs the future that `make` builds. Both are dropped where the engine's thread has ended.
    pub fn spawn<F>(&self, make: impl FnOnce(Arc<Transport>) -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.submit(Box::new(|transport| {
            let transport = Arc::clone(transport);
            // Made within the task, which outlives a panic.
            tokio::spawn(async move { make(transport).await });
        }));
    }

    fn submit(&self, job: Job) {
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(job);
        }
    }

    /// Ends the thread as a bug in a library might.
    #[cfg(any(test, feature = "panic-probe"))]
    pub fn break_down(&self) {
        self.submit(Box::new(|_| panic!("a panic outside of any call, on request")));
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // It may only have panicked.
            let _ = thread.join();
        }
    }
}

/// The thread, until the engine is dropped.
fn run(runtime: Runtime, jobs: UnboundedReceiver<Job>) {
    announce::gather();
    // A panic in a call ends that call. One elsewhere ends all of them, and the environments' next calls
    // start a new engine.
    let _ = catch_unwind(AssertUnwindSafe(|| runtime.block_on(take_on(jobs))));
    announce::scatter();
    runtime.shutdown_timeout(SHUTDOWN_LIMIT);
}

async fn take_on(mut jobs: UnboundedReceiver<Job>) {
    let transport = Arc::default();
    while let Some(job) = jobs.recv().await {
        job(&transport);
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    /// Waits without a runtime, as the JavaScript thread does.
    fn wait<T>(receiver: oneshot::Receiver<T>) -> Option<T> {
        receiver.blocking_recv().ok()
    }

    /// A future that never ends, and what tells that it was dropped.
    fn endless(engine: &Engine) -> oneshot::Receiver<()> {
        let (held, dropped) = oneshot::channel::<()>();
        engine.spawn(|_| async move {
            let _held = held;
            std::future::pending::<()>().await;
        });
        dropped
    }

    #[test]
    fn engines_are_shared_while_in_use_and_end_with_their_users() {
        let first = Engine::shared().expect("threads");
        let second = Engine::shared().expect("threads");
        assert!(Arc::ptr_eq(&first, &second));
        let dropped = endless(&first);
        drop((first, second));
        assert_eq!(wait(dropped), None);
    }

    #[test]
    fn a_panic_in_a_future_is_its_own_affair() {
        let engine = Engine::start().expect("threads");
        engine.spawn(|_| async { panic!("in a future, on purpose") });
        engine.spawn(|_| -> std::future::Ready<()> { panic!("before it, on purpose") });
        let (sender, receiver) = oneshot::channel();
        engine.spawn(|_| async { sender.send(5).expect("somebody waits") });
        assert_eq!(wait(receiver), Some(5));
        assert!(engine.is_running());
    }

    #[test]
    fn an_engine_that_breaks_down_drops_what_it_was_given() {
        let engine = Engine::start().expect("threads");
        let before = endless(&engine);
        engine.break_down();
        let after = endless(&engine);
        assert_eq!(wait(before), None);
        assert_eq!(wait(after), None);
        assert!(!engine.is_running());
        assert_eq!(wait(endless(&engine)), None);
    }
}
