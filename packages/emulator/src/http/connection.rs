//! TCP connections that a request handler can reset, and that do not wait forever for a reader.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// How long a client may read nothing of a response.
const WRITE_TIME_LIMIT: Duration = Duration::from_secs(60);

/// One connection.
pub struct ResettableConnection {
    stream: TcpStream,
    reset: ResetHandle,
    /// Runs while the client reads nothing.
    blocked: Option<Pin<Box<Sleep>>>,
}

/// Resets the connection of a request when the next byte of the response is written.
#[derive(Clone, Default)]
pub struct ResetHandle(Arc<AtomicBool>);

impl ResetHandle {
    pub fn reset(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl ResettableConnection {
    pub fn new(stream: TcpStream) -> Self {
        // Responses are small, so filling packets only adds delay. A socket without the option
        // works too.
        let _ = stream.set_nodelay(true);
        Self { stream, reset: ResetHandle::default(), blocked: None }
    }

    pub fn reset_handle(&self) -> ResetHandle {
        self.reset.clone()
    }

    /// Fails if writes have been blocked for too long.
    fn limit_wait(
        &mut self,
        written: Poll<io::Result<usize>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.blocked = None;
            return written;
        }
        let blocked = self.blocked.get_or_insert_with(|| Box::pin(sleep(WRITE_TIME_LIMIT)));
        ready!(blocked.as_mut().poll(context));
        let _ = self.stream.set_zero_linger();
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    /// Fails after a reset was requested. The socket then closes with RST instead of FIN.
    fn fail_if_reset(&self) -> io::Result<()> {
        if self.reset.0.load(Ordering::SeqCst) {
            let _ = self.stream.set_zero_linger();
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    }
}

impl AsyncRead for ResettableConnection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for ResettableConnection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.fail_if_reset()?;
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.limit_wait(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.fail_if_reset()?;
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.limit_wait(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::io::ErrorKind;
    use std::task::Poll;
    use std::time::Duration;

    use tokio::io::AsyncWriteExt;
    use tokio::net::{TcpListener, TcpStream};
    use tokio::time::{Instant, advance};

    use super::{ResettableConnection, WRITE_TIME_LIMIT};

    async fn connect() -> (ResettableConnection, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        (ResettableConnection::new(listener.accept().await.unwrap().0), client)
    }

    /// The clock advances by itself while nothing else can happen.
    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_nothing_loses_its_connection() {
        let (mut connection, _client) = connect().await;
        let bytes = vec![0; 65_536];
        let began = Instant::now();
        let error = loop {
            if let Err(error) = connection.write_all(&bytes).await {
                break error;
            }
        };
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert!(began.elapsed() >= WRITE_TIME_LIMIT);
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_slowly_keeps_its_connection() {
        let (mut connection, _client) = connect().await;
        for _ in 0..3 {
            let blocked =
                poll_fn(|context| Poll::Ready(connection.limit_wait(Poll::Pending, context))).await;
            assert!(blocked.is_pending());
            advance(WRITE_TIME_LIMIT.saturating_sub(Duration::from_secs(1))).await;
            let written = poll_fn(|context| connection.limit_wait(Poll::Ready(Ok(1)), context));
            assert_eq!(written.await.unwrap(), 1);
        }
    }
}
