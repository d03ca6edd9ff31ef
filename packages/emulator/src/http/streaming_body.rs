//! Response bodies that a separate task writes chunk by chunk.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use futures_core::Stream;
use tokio::sync::mpsc::{self, Receiver, Sender};

/// A small buffer: a slow reader pauses the writer.
const CHUNKS: usize = 16;

/// Returns a body of the chunks that `write` sends. Sending fails after the client has
/// disconnected.
pub fn streaming_body<F: Future<Output = ()> + Send + 'static>(
    write: impl FnOnce(Sender<Bytes>) -> F,
) -> Body {
    let (sender, receiver) = mpsc::channel(CHUNKS);
    tokio::spawn(write(sender));
    Body::from_stream(Chunks(receiver))
}

struct Chunks(Receiver<Bytes>);

impl Stream for Chunks {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|chunk| chunk.map(Ok))
    }
}
