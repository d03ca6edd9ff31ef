//! A look at the sockets between the moment a request takes a connection from the pool and the moment it is
//! written.
//!
//! A server may close a connection just when it is to be used again, and whether it has read the request, nobody
//! knows. So a request should not be written to a connection whose end has already arrived. The HTTP stack
//! finds the end when the I/O driver has reported it. The driver takes a turn after every [`TICKS`] tasks that the
//! scheduler runs. A call lets so many ticks pass that taking the connection is the last one before such a turn,
//! and writing is the first one after it.

use std::future::poll_fn;
use std::task::Poll;

/// Of the scheduler, from one turn of the I/O driver to the next. More of them cost less under load, but a call by
/// itself waits for each of them, less than a tenth of a microsecond.
pub const TICKS: u32 = 16;

/// To be awaited first by the task of a call that is the only one in flight. With others, their tasks run in between,
/// and the ticks say nothing.
pub async fn before_write() {
    for _ in 1..TICKS {
        next_tick().await;
    }
}

/// Comes back as the last one of the tasks that are ready, unlike `yield_now`, which waits for the I/O driver.
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
