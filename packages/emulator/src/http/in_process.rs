//! The control API without a connection, for the process that runs the emulator.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

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

/// Returns the output of a future that does not wait for anything.
fn ready<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
