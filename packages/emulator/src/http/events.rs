//! Changes as server-sent events, for inboxes that are open.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Bytes,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use tokio::{sync::broadcast::error::RecvError, time::timeout};

use super::pipe;
use crate::service::Service;

/// Keeps proxies from closing a connection that is merely quiet, and finds out who has left.
const BEAT: Duration = Duration::from_secs(15);

/// What a reader that fell behind is told: to look at everything again.
const STALE: &str = r#"{"type":"stale"}"#;

pub(super) fn stream(service: &Arc<Service>) -> Response {
    // Listening begins before the answer does: whoever sees it open misses nothing from then on.
    let mut changes = service.listen();
    let body = pipe::body(|pieces| async move {
        let mut piece = Bytes::from_static(b"retry: 1000\n\n");
        while pieces.send(piece).await.is_ok() {
            piece = match timeout(BEAT, changes.recv()).await {
                Ok(Ok(change)) => event(&serde_json::to_string(&change).unwrap_or_default()),
                Ok(Err(RecvError::Lagged(_))) => event(STALE),
                Ok(Err(RecvError::Closed)) => return,
                Err(_) => Bytes::from_static(b": beat\n\n"),
            };
        }
    });
    let headers = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-store")];
    (headers, body).into_response()
}

/// JSON text holds no line breaks, which would end the data.
fn event(json: &str) -> Bytes {
    format!("data: {json}\n\n").into()
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, pin::Pin, sync::Arc};

    use axum::body::{Body, HttpBody};

    use super::{STALE, stream};
    use crate::{
        chaos::Fate,
        clock::Clock,
        config::{Config, Limits},
        service::Service,
    };

    async fn next(body: &mut Body) -> String {
        let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await;
        let data = frame.unwrap().unwrap().into_data().unwrap();
        String::from_utf8(data.to_vec()).unwrap()
    }

    fn service() -> Arc<Service> {
        let limits = Limits { send_limit: 0, ..Limits::default() };
        let config = Config { limits, ..Config::default() };
        Arc::new(Service::new(&config, Clock::fixed(1_735_689_600_000), None))
    }

    fn send(service: &Service, phone: &str) {
        service.send("proj_emulator", phone, None, Fate::Arrives).unwrap();
    }

    #[tokio::test]
    async fn a_change_is_one_event_of_json() {
        let service = service();
        let mut body = stream(&service).into_body();
        assert_eq!(next(&mut body).await, "retry: 1000\n\n");
        send(&service, "+4366412345678");
        let event = next(&mut body).await;
        let json = event.strip_prefix("data: ").unwrap().strip_suffix("\n\n").unwrap();
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(value["message"]["phone"], "+4366412345678");
    }

    #[tokio::test]
    async fn a_reader_that_fell_behind_is_told_to_look_at_everything_again() {
        let service = service();
        let mut body = stream(&service).into_body();
        for n in 0..3_000 {
            send(&service, &format!("+43664{n:07}"));
        }
        assert_eq!(next(&mut body).await, "retry: 1000\n\n");
        assert_eq!(next(&mut body).await, format!("data: {STALE}\n\n"));
    }
}
