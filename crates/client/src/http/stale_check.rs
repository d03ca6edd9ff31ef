//! Checks for stale connections between taking a connection from the pool and writing the request
//! to it.
//!
//! A server may close a connection just when it is used again, and nobody knows then whether it has
//! read the request. So a request should not be written to a connection whose end has already
//! arrived. The HTTP stack sees the end once the I/O driver has reported it. The scheduler runs the
//! driver after every [`EVENT_INTERVAL`] tasks. A call waits for some ticks. Taking the connection
//! is then the last task before a run of the driver, and writing is the first task after it.

use std::future::poll_fn;
use std::task::Poll;

/// Tasks between two runs of the I/O driver, for Tokio's `event_interval`. A larger value costs
/// less under load, but a single call waits for each tick, which takes less than a tenth of a
/// microsecond.
pub const EVENT_INTERVAL: u32 = 16;

/// Await this first in the task of a call that is the only one in flight. With other calls, their
/// tasks run in between, and the ticks cannot be counted.
pub(crate) async fn before_write() {
    for _ in 1..EVENT_INTERVAL {
        next_tick().await;
    }
}

/// Goes to the end of the run queue. `yield_now` would wait for the I/O driver instead.
async fn next_tick() {
    let mut waited = false;
    poll_fn(|context| {
        if waited {
            return Poll::Ready(());
        }
        waited = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
