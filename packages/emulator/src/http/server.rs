//! Serves requests until a stop signal.

use std::io;
use std::net::TcpListener as StdListener;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use super::connection::{ResetHandle, ResettableListener};
use super::router::router;
use crate::delivery_scheduler;
use crate::service::Service;

/// Stops the server. The value is the grace period for requests in flight. Dropping the sender
/// stops the server without a grace period.
type StopSignal = oneshot::Receiver<Duration>;

/// Serves until the signal. Idle connections are closed at once. Connections with requests in
/// flight after the grace period are closed when the runtime of this task is dropped.
pub async fn serve(
    listener: StdListener,
    service: Arc<Service>,
    stop: StopSignal,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = ResettableListener(TcpListener::from_std(listener)?);
    let scheduled = Arc::clone(&service);
    let app = router(service).into_make_service_with_connect_info::<ResetHandle>();
    let (stopping, mut stopped) = watch::channel(());
    let server = axum::serve(listener, app).with_graceful_shutdown(async move {
        // An error means that the sender was dropped, which is the signal.
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
        () = delivery_scheduler::run(scheduled) => Ok(()),
    }
}
