//! Serving until told to stop.

use std::{io, net::TcpListener as StdListener, sync::Arc, time::Duration};

use tokio::{
    net::TcpListener,
    sync::{oneshot, watch},
};

use super::{
    line::{Lines, Switch},
    router::router,
};
use crate::{postman, service::Service};

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
    let listener = Lines(TcpListener::from_std(listener)?);
    let post = Arc::clone(&service);
    let app = router(service).into_make_service_with_connect_info::<Switch>();
    let (stopping, mut stopped) = watch::channel(());
    let server = axum::serve(listener, app).with_graceful_shutdown(async move {
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
        () = postman::deliver(post) => Ok(()),
    }
}
