//! Bodies that arrive slowly or never. The clock of these tests advances by itself.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{Request, StatusCode};
use hyper::body::Frame;
use tokio::time::{Instant, Interval, interval};

use super::{call, json, request, service};

/// One byte per second, up to `left` of them.
struct Drip {
    interval: Interval,
    left: usize,
}

fn drip(left: usize) -> Body {
    Body::new(Drip { interval: interval(Duration::from_secs(1)), left })
}

impl HttpBody for Drip {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        ready!(self.interval.poll_tick(context));
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b" ")))))
    }
}

async fn answer(request: Request<Body>) -> (StatusCode, serde_json::Value, Duration) {
    let service = service();
    let began = Instant::now();
    let response = call(&service, request).await;
    let time = began.elapsed();
    let (status, body) = json(response).await;
    (status, body, time)
}

#[tokio::test(start_paused = true)]
async fn a_body_that_takes_longer_than_ten_seconds_is_refused() {
    for (method, path) in [
        ("POST", "/v1/auth/sms/send"),
        ("GET", "/v1/auth/sms/stats"),
        ("POST", "/emulator/reset"),
        ("PATCH", "/emulator/project"),
        ("DELETE", "/emulator/messages?all=true"),
    ] {
        let (status, body, time) = answer(request(method, path, drip(usize::MAX))).await;
        assert_eq!(status, StatusCode::REQUEST_TIMEOUT, "{path}");
        assert_eq!(body["error"]["code"], json!("BAXVERIFY_REQUEST_TIMEOUT"), "{path}");
        assert_eq!(time.as_secs(), 10, "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_within_the_limit_is_read() {
    let (status, body, _) = answer(request("POST", "/v1/auth/sms/send", drip(5))).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(body["error"]["message"], json!("Request body is not valid JSON."));
}

#[tokio::test(start_paused = true)]
async fn without_a_valid_key_no_body_is_read() {
    let mut foreign = request("POST", "/v1/auth/sms/send", drip(usize::MAX));
    foreign.headers_mut().insert("authorization", "Bearer bax_sk_other".parse().unwrap());
    let (status, body, time) = answer(foreign).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(body["error"]["code"], json!("BAXVERIFY_API_KEY_PROJECT_MISMATCH"));
    assert_eq!(time, Duration::ZERO);
}
