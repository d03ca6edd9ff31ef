//! Three ports: plain HTTP/1.1, TLS with HTTP/1.1, TLS with HTTP/2.

use std::path::Path;
use std::rc::Rc;

use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::Deserialize;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, BufReader, stdin};
use tokio::net::TcpListener;
use tokio::task::spawn_local;
use tokio_rustls::TlsAcceptor;

use crate::Result;
use crate::answers::Answers;
use crate::certificate::Identity;

/// A question on standard input: how many answers were given in that time.
#[derive(Deserialize)]
struct Question {
    from: u64,
    to: u64,
}

pub async fn serve(folder: &Path) -> Result<()> {
    let identity = Identity::new(folder)?;
    let answers = Rc::new(Answers::new());

    let tls1 = TlsAcceptor::from(identity.server_config("http/1.1")?);
    let tls2 = TlsAcceptor::from(identity.server_config("h2")?);
    let ports = json!({
        "plain": listen(None, false, &answers).await?,
        "tls1": listen(Some(tls1), false, &answers).await?,
        "tls2": listen(Some(tls2), true, &answers).await?,
        "authority": identity.authority,
    });
    println!("{ports}");

    let mut lines = BufReader::new(stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let Question { from, to } = serde_json::from_str(&line)?;
        println!("{}", answers.between(from, to));
    }
    Ok(())
}

/// Accepts connections in the background; returns the port.
async fn listen(tls: Option<TlsAcceptor>, http2: bool, answers: &Rc<Answers>) -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let port = listener.local_addr()?.port();
    let answers = Rc::clone(answers);
    spawn_local(async move {
        // A client that leaves is no reason to stop.
        while let Ok((stream, _)) = listener.accept().await {
            let _ = stream.set_nodelay(true);
            let (tls, answers) = (tls.clone(), Rc::clone(&answers));
            spawn_local(async move {
                match tls {
                    None => speak(stream, http2, answers).await,
                    Some(tls) => {
                        if let Ok(stream) = tls.accept(stream).await {
                            speak(stream, http2, answers).await;
                        }
                    }
                }
            });
        }
    });
    Ok(port)
}

async fn speak<S>(stream: S, http2: bool, answers: Rc<Answers>)
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let stream = TokioIo::new(stream);
    let service = service_fn(move |request| {
        let answers = Rc::clone(&answers);
        async move { answers.answer(request).await }
    });
    // How a connection ends is the client's affair.
    let _ = if http2 {
        http2::Builder::new(LocalExecutor)
            .max_concurrent_streams(1024)
            .serve_connection(stream, service)
            .await
    } else {
        http1::Builder::new().timer(TokioTimer::new()).serve_connection(stream, service).await
    };
}

/// Runs hyper's tasks on this thread.
#[derive(Clone, Copy)]
struct LocalExecutor;

impl<F: Future + 'static> hyper::rt::Executor<F> for LocalExecutor
where
    F::Output: 'static,
{
    fn execute(&self, future: F) {
        spawn_local(future);
    }
}
