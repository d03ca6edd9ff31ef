//! Bodies that a task of their own writes, piece by piece.

use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use axum::body::{Body, Bytes};
use futures_core::Stream;
use tokio::sync::mpsc::{self, Receiver, Sender};

/// Few: a reader that is slow holds back its writer instead of filling memory.
const PIECES: usize = 16;

/// A body with what `write` sends. Once the reader is gone, sending fails.
pub(super) fn body<F: Future<Output = ()> + Send + 'static>(
    write: impl FnOnce(Sender<Bytes>) -> F,
) -> Body {
    let (sender, receiver) = mpsc::channel(PIECES);
    tokio::spawn(write(sender));
    Body::from_stream(Pieces(receiver))
}

struct Pieces(Receiver<Bytes>);

impl Stream for Pieces {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|piece| piece.map(Ok))
    }
}
