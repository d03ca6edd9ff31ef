//! Accepts connections and serves their requests until a stop signal.

use std::convert::Infallible;
use std::io;
use std::net::TcpListener as StdListener;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};

use super::app::App;
use super::connection::ResettableConnection;
use crate::service::Service;
use crate::{delivery_scheduler, webhook_sender};

/// Stops the server. The value is the grace period for requests in flight. Dropping the sender
/// stops the server without a grace period.
type StopSignal = oneshot::Receiver<Duration>;

/// How long a connection may take to send the head of a request, and how long it may be idle.
/// Clients keep idle connections for less, such as Node's for 4 s.
const HEAD_TIME_LIMIT: Duration = Duration::from_secs(30);

/// The pause after a failed `accept`, for example because no file descriptor is free.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until the signal. Idle connections are closed at once. Connections with requests in
/// flight after the grace period are closed when the runtime of this task is dropped.
pub async fn serve(
    listener: StdListener,
    service: Arc<Service>,
    app: App,
    stop: StopSignal,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let (stopping, stopped) = watch::channel(());
    let deadline = async move {
        let grace = stop.await.unwrap_or_default();
        drop(stopping);
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        () = accept(listener, Arc::new(app), stopped, HEAD_TIME_LIMIT) => Ok(()),
        () = deadline => Ok(()),
        () = delivery_scheduler::run(Arc::clone(&service)) => Ok(()),
        () = webhook_sender::run(service) => Ok(()),
    }
}

/// Accepts connections until the signal, then waits for those that are open.
async fn accept(
    listener: TcpListener,
    app: Arc<App>,
    mut stopped: watch::Receiver<()>,
    head_time_limit: Duration,
) {
    let (open, mut all_closed) = mpsc::channel::<Infallible>(1);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            // An error means that the sender was dropped, which is the signal.
            _ = stopped.changed() => break,
        };
        match accepted {
            Ok((stream, _)) => {
                let connection = ResettableConnection::new(stream);
                let (app, stopped, open) = (Arc::clone(&app), stopped.clone(), open.clone());
                tokio::spawn(async move {
                    serve_connection(connection, app, stopped, head_time_limit).await;
                    drop(open);
                });
            }
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
    drop(open);
    // Ends when the last connection has dropped its sender.
    let _ = all_closed.recv().await;
}

async fn serve_connection(
    connection: ResettableConnection,
    app: Arc<App>,
    mut stopped: watch::Receiver<()>,
    head_time_limit: Duration,
) {
    let reset = connection.reset_handle();
    let respond = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let app = Arc::clone(&app);
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(reset.clone()));
        async move { Ok::<_, Infallible>(app.respond(request).await) }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_time_limit)
        .serve_connection(TokioIo::new(connection), respond);
    let mut served = std::pin::pin!(served);
    // Errors concern only this connection, and its client sees that it is closed.
    tokio::select! {
        _ = served.as_mut() => return,
        _ = stopped.changed() => {}
    }
    served.as_mut().graceful_shutdown();
    let _ = served.await;
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::watch;

    use super::{App, accept};
    use crate::clock::Clock;
    use crate::config::Config;
    use crate::service::Service;

    const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

    async fn connect() -> (TcpStream, watch::Sender<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let config = Config::default();
        let service = Arc::new(Service::new(&config, Clock::system(), None));
        let app = Arc::new(App::new(service, &config));
        let (stop, stopped) = watch::channel(());
        tokio::spawn(accept(listener, app, stopped, Duration::from_millis(100)));
        (TcpStream::connect(address).await.unwrap(), stop)
    }

    /// Whether the server closes the connection by itself, after a response or without one.
    async fn closes(stream: &mut TcpStream) -> bool {
        let mut rest = Vec::new();
        let read = stream.read_to_end(&mut rest);
        tokio::time::timeout(Duration::from_secs(20), read).await.is_ok()
    }

    #[tokio::test]
    async fn silent_and_half_open_requests_are_closed() {
        for start in ["", "GET /healthz HTTP/1.1\r\nHo"] {
            let (mut stream, _stop) = connect().await;
            stream.write_all(start.as_bytes()).await.unwrap();
            assert!(closes(&mut stream).await, "{start}");
        }
    }

    #[tokio::test]
    async fn an_idle_connection_is_closed_after_its_response() {
        let (mut stream, _stop) = connect().await;
        stream.write_all(HEALTH.as_bytes()).await.unwrap();
        let mut start = [0; 15];
        stream.read_exact(&mut start).await.unwrap();
        assert_eq!(&start, b"HTTP/1.1 200 OK");
        assert!(closes(&mut stream).await);
    }
}
