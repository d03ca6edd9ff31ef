//! A thread that makes the calls of one origin.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use baxverify_client::{BaseUrl, EVENT_INTERVAL, Transport};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::yield_now;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};

/// Threads for blocking work: name lookups, at most one per name, and checks of large responses.
/// They start and end as needed.
const BLOCKING_THREADS: usize = 16;
/// An engine without calls ends after this time, or at most twice this time. The pool closes its
/// connections earlier.
const IDLE_TIMEOUT: Duration = Duration::from_secs(5);
/// The most orders that one turn takes.
const MAX_BATCH: usize = 256;
/// How often a retired engine checks whether its last calls are over.
const RETIRE_POLL: Duration = Duration::from_millis(20);

/// Starts a task on the engine's thread, and holds the token until the task ends.
pub struct Job(Box<Start>);

type Start = dyn FnOnce(&Arc<Transport>, Token) + Send;

/// Shows that a call is in flight.
type Token = Arc<()>;

impl Job {
    /// Runs the future that `make` builds in a task, so a panic in either ends nothing else.
    pub fn new<F>(make: impl FnOnce(Arc<Transport>) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self(Box::new(|transport, token| {
            let transport = Arc::clone(transport);
            tokio::spawn(async move {
                make(transport).await;
                drop(token);
            });
        }))
    }
}

enum Order {
    Run(Job, Token),
    /// End when no call is left.
    Retire,
}

/// One thread with a Tokio runtime, and the connection pool that lives on it.
///
/// The work is waiting, encryption and small parsing. One thread makes tens of thousands of calls
/// per second. A second thread for the same origin gains nothing: handing a call from one thread to
/// the other and back takes longer than the work. Each origin has its own engine, because a
/// server can flood a connection so that the thread is busy for a second at a time. Only calls to
/// that server may wait for it.
pub struct Engine {
    /// The first order wakes the thread. Orders that are sent while it works cost no wake-up.
    /// `None` once the engine ends.
    orders: Option<UnboundedSender<Order>>,
    /// The tokens of the thread and of its calls.
    tokens: Weak<()>,
    /// The time of the last use, as a counter of all uses in the process.
    last_used: AtomicU64,
    thread: Option<JoinHandle<()>>,
}

impl Engine {
    /// # Errors
    /// If the system grants no more threads or file descriptors.
    pub fn start(origin: &BaseUrl) -> std::io::Result<Self> {
        let runtime = Builder::new_current_thread()
            .max_blocking_threads(BLOCKING_THREADS)
            .thread_name("baxverify")
            .event_interval(EVENT_INTERVAL)
            .enable_io()
            .enable_time()
            .build()?;
        let (orders, receiver) = mpsc::unbounded_channel();
        let token = Arc::new(());
        let tokens = Arc::downgrade(&token);
        let transport = Transport::new(origin);
        let thread = thread::Builder::new()
            .name("baxverify".to_owned())
            .spawn(move || run(runtime, receiver, transport, &token))?;
        let (orders, last_used) = (Some(orders), AtomicU64::new(next_use()));
        Ok(Self { orders, tokens, last_used, thread: Some(thread) })
    }

    /// Whether it takes jobs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.orders.as_ref().is_some_and(|orders| !orders.is_closed())
    }

    /// Whether no call is in flight.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.tokens.strong_count() <= 1
    }

    /// A larger value is a later use.
    #[must_use]
    pub fn last_used(&self) -> u64 {
        self.last_used.load(Ordering::Relaxed)
    }

    /// Runs a job. The job is dropped if the thread ends before.
    ///
    /// # Errors
    /// Returns the job if the engine has ended. Start another engine then.
    pub fn submit(&self, job: Job) -> Result<(), Job> {
        let (Some(orders), Some(token)) = (&self.orders, self.tokens.upgrade()) else {
            return Err(job);
        };
        self.last_used.store(next_use(), Ordering::Relaxed);
        orders.send(Order::Run(job, token)).map_err(|refused| match refused.0 {
            Order::Run(job, _) => job,
            Order::Retire => unreachable!("a job was sent"),
        })
    }

    /// Ends the thread when no call is left.
    pub fn retire(&self) {
        if let Some(orders) = &self.orders {
            let _ = orders.send(Order::Retire);
        }
    }

    /// Ends all calls, and hands over the thread, which ends as soon as it notices.
    pub fn end(mut self) -> Option<JoinHandle<()>> {
        drop(self.orders.take());
        self.thread.take()
    }

    /// Ends the thread as a bug in a library might.
    #[cfg(any(test, feature = "panic-probe"))]
    pub fn crash(&self) {
        let job = Job(Box::new(|_, _| panic!("a panic outside of any call, on request")));
        let _ = self.submit(job);
    }
}

fn next_use() -> u64 {
    static USES: AtomicU64 = AtomicU64::new(0);
    USES.fetch_add(1, Ordering::Relaxed)
}

/// The thread, until the engine is dropped or has been idle for a long time.
fn run(
    runtime: Runtime,
    orders: UnboundedReceiver<Order>,
    transport: Arc<Transport>,
    token: &Token,
) {
    // A panic in a call ends that call. A panic elsewhere ends all calls, and the environments'
    // next calls start a new engine.
    let serving = AssertUnwindSafe(|| runtime.block_on(serve(orders, transport, token)));
    let _ = catch_unwind(serving);
    // Does not wait for a name lookup that hangs in the system library.
    runtime.shutdown_background();
}

async fn serve(mut orders: UnboundedReceiver<Order>, transport: Arc<Transport>, token: &Token) {
    // The last token is the thread's own.
    let idle = || Arc::strong_count(token) <= 1;
    let mut ticks = interval_at(Instant::now() + IDLE_TIMEOUT, IDLE_TIMEOUT);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut used = false;
    let mut batch = Vec::new();
    loop {
        tokio::select! {
            biased;
            received = orders.recv_many(&mut batch, MAX_BATCH) => {
                if received == 0 {
                    return;
                }
                used = true;
                // A turn of the I/O driver: responses that have arrived are read before more
                // requests are sent.
                yield_now().await;
                let mut going_on = true;
                for order in batch.drain(..) {
                    going_on &= execute(order, &transport);
                }
                if !going_on {
                    break;
                }
            }
            _ = ticks.tick() => {
                if !used && idle() {
                    break;
                }
                used = false;
            }
        }
    }
    // No call is lost: those that were submitted before this are made.
    orders.close();
    while let Some(order) = orders.recv().await {
        execute(order, &transport);
    }
    while !idle() {
        sleep(RETIRE_POLL).await;
    }
}

/// Whether to go on.
fn execute(order: Order, transport: &Arc<Transport>) -> bool {
    match order {
        Order::Run(Job(job), token) => {
            job(transport, token);
            true
        }
        Order::Retire => false,
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    fn start() -> Engine {
        let origin = BaseUrl::parse("http://localhost:1").expect("a URL");
        Engine::start(&origin).expect("threads")
    }

    /// Waits without a runtime, as the JavaScript thread does.
    fn wait<T>(receiver: oneshot::Receiver<T>) -> Option<T> {
        receiver.blocking_recv().ok()
    }

    fn submit<F>(engine: &Engine, make: impl FnOnce(Arc<Transport>) -> F + Send + 'static) -> bool
    where
        F: Future<Output = ()> + Send + 'static,
    {
        engine.submit(Job::new(make)).is_ok()
    }

    /// A future that never ends, and what tells that it was dropped.
    fn endless(engine: &Engine) -> oneshot::Receiver<()> {
        let (held, dropped) = oneshot::channel::<()>();
        submit(engine, |_| async move {
            let _held = held;
            std::future::pending::<()>().await;
        });
        dropped
    }

    #[test]
    fn a_panic_in_a_future_is_its_own_affair() {
        let engine = start();
        assert!(submit(&engine, |_| async { panic!("in a future, on purpose") }));
        assert!(submit(&engine, |_| -> std::future::Ready<()> { panic!("before it, on purpose") }));
        let (sender, receiver) = oneshot::channel();
        assert!(submit(&engine, |_| async { sender.send(5).expect("somebody waits") }));
        assert_eq!(wait(receiver), Some(5));
        assert!(engine.is_running());
    }

    #[test]
    fn an_engine_that_breaks_down_drops_what_it_was_given() {
        let engine = start();
        let before = endless(&engine);
        engine.crash();
        let after = endless(&engine);
        assert_eq!(wait(before), None);
        assert_eq!(wait(after), None);
        assert!(!engine.is_running());
        assert!(!submit(&engine, |_| async {}));
    }

    #[test]
    fn an_engine_that_ends_drops_its_calls() {
        let engine = start();
        let dropped = endless(&engine);
        assert!(!engine.is_idle());
        let thread = engine.end().expect("a thread");
        assert_eq!(wait(dropped), None);
        thread.join().expect("no panic");
    }

    #[test]
    fn an_engine_that_retires_finishes_its_calls_without_its_owner() {
        let engine = start();
        let (answer, asked) = oneshot::channel::<()>();
        let (sender, receiver) = oneshot::channel();
        submit(&engine, |_| async {
            let _ = sender.send(asked.await.is_ok());
        });
        engine.retire();
        while engine.is_running() {
            thread::yield_now();
        }
        drop(engine);
        thread::sleep(3 * RETIRE_POLL);
        answer.send(()).expect("it waits");
        assert_eq!(wait(receiver), Some(true));
    }

    #[test]
    fn an_engine_that_retires_finishes_its_calls_first() {
        let engine = start();
        assert!(engine.is_idle());
        let (answer, asked) = oneshot::channel();
        let (sender, receiver) = oneshot::channel();
        submit(&engine, |_| async {
            let _ = sender.send(asked.await.ok());
        });
        engine.retire();
        // Taken and made, or handed back; never lost.
        let (done, also) = oneshot::channel();
        let taken = submit(&engine, |_| async { done.send(7).expect("somebody waits") });
        assert_eq!(wait(also), taken.then_some(7));
        answer.send(5).expect("it waits");
        assert_eq!(wait(receiver), Some(Some(5)));
        let thread = engine.end().expect("a thread");
        thread.join().expect("no panic");
    }
}
