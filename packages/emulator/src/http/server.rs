//! Serving until told to stop.

use std::{io, net::TcpListener as StdListener, sync::Arc, time::Duration};

use axum::serve::ListenerExt;
use tokio::{
    net::TcpListener,
    sync::{oneshot, watch},
};

use super::router::router;
use crate::service::Service;

/// Asks the server to stop, within this grace for calls under way. Dropping the sender asks for
/// the same without grace.
type StopSignal = oneshot::Receiver<Duration>;

/// Serves until the signal. Idle connections are closed at once, and those that are still at work
/// after the grace are cut when the runtime that runs this is dropped.
pub(crate) async fn serve(
    listener: StdListener,
    service: Arc<Service>,
    stop: StopSignal,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?.tap_io(|stream| {
        // Answers are small: waiting to fill a packet would only add delay. A socket that refuses
        // the option still works.
        let _ = stream.set_nodelay(true);
    });
    let (stopping, mut stopped) = watch::channel(());
    let server = axum::serve(listener, router(service)).with_graceful_shutdown(async move {
        // An error means that the sender is gone, which is the signal.
        let _ = stopped.changed().await;
    });
    let deadline = async move {
        let grace = stop.await.unwrap_or_default();
        drop(stopping);
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        result = server => result,
        () = deadline => Ok(()),
    }
}
