//! The control API without a connection, for the process that runs the emulator.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header::HOST;
use tower_service::Service as _;

/// Responds to a request with the status and the body. Returns `None` if the request is invalid, or
/// if its route does not respond at once.
pub fn respond(router: &Router, method: &str, target: &str, body: String) -> Option<(u16, String)> {
    let request = Request::builder()
        .method(method)
        .uri(target)
        .header(HOST, "localhost")
        .body(Body::from(body))
        .ok()?;
    let response = ready(router.clone().call(request))?.ok()?;
    let (parts, body) = response.into_parts();
    let mut text = Vec::new();
    let mut body = pin!(body);
    while let Some(frame) =
        ready(std::future::poll_fn(|context| body.as_mut().poll_frame(context)))?
    {
        let data: Bytes = frame.ok()?.into_data().ok()?;
        text.extend_from_slice(&data);
    }
    Some((parts.status.as_u16(), String::from_utf8(text).ok()?))
}

/// Returns the output of a future that at most yields to other tasks, and waits for nothing else.
fn ready<F: Future>(future: F) -> Option<F::Output> {
    let has_yielded = Arc::new(Woken(AtomicBool::new(false)));
    let waker = Waker::from(Arc::clone(&has_yielded));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return Some(output),
            Poll::Pending if has_yielded.0.swap(false, Ordering::SeqCst) => {}
            Poll::Pending => return None,
        }
    }
}

/// Whether a future was woken since the last poll.
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}
