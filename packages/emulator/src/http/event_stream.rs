//! Streams events to open inboxes as server-sent events.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

use super::streaming_body::streaming_body;
use crate::service::{Event, Service};

/// Prevents proxies from closing an idle connection, and detects disconnected clients.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The start of the stream. A client that gets it also gets later events, and no proxy holds them
/// back.
const CONNECTED: &str = "retry: 1000\ndata: {\"type\":\"connected\"}\n\n";

/// The event for a client that missed events and must load everything again.
const STALE: &str = r#"{"type":"stale"}"#;

/// Streams the events that may concern the project, or all events. The stream of a project ends
/// when the project is removed.
pub fn respond(service: &Arc<Service>, project: Option<String>) -> Response {
    // Subscribed before the response starts, so that a connected client misses nothing.
    let mut events = service.subscribe();
    let body = streaming_body(|chunks| async move {
        let mut chunk = Bytes::from_static(CONNECTED.as_bytes());
        let mut has_ended = false;
        while chunks.send(chunk).await.is_ok() && !has_ended {
            chunk = match timeout(HEARTBEAT, next(&mut events, project.as_deref())).await {
                Ok(Ok(event)) => {
                    has_ended = project.as_deref().is_some_and(|id| event.removes(id));
                    data(&serde_json::to_string(&event).unwrap_or_default())
                }
                Ok(Err(RecvError::Lagged(_))) => data(STALE),
                Ok(Err(RecvError::Closed)) => return,
                Err(_) => Bytes::from_static(b": beat\n\n"),
            };
        }
    });
    let headers = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-store")];
    (headers, body).into_response()
}

/// Returns the next event that may concern the project.
async fn next(events: &mut Receiver<Event>, project: Option<&str>) -> Result<Event, RecvError> {
    loop {
        let event = events.recv().await?;
        if project.is_none_or(|id| event.concerns(id)) {
            return Ok(event);
        }
    }
}

/// JSON text contains no line breaks, which would end the data.
fn data(json: &str) -> Bytes {
    format!("data: {json}\n\n").into()
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::Pin;
    use std::sync::Arc;

    use axum::body::{Body, HttpBody};

    use super::{CONNECTED, STALE, respond};
    use crate::clock::Clock;
    use crate::config::Config;
    use crate::fault_injection::Delivery;
    use crate::limits::Limits;
    use crate::service::Service;

    async fn chunk(body: &mut Body) -> String {
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
        service.send("proj_emulator", phone, None, Delivery::OnTime).unwrap();
    }

    #[tokio::test]
    async fn an_event_is_one_line_of_json() {
        let service = service();
        let mut body = respond(&service, None).into_body();
        assert_eq!(chunk(&mut body).await, CONNECTED);
        send(&service, "+4366412345678");
        let event = chunk(&mut body).await;
        let json = event.strip_prefix("data: ").unwrap().strip_suffix("\n\n").unwrap();
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(value["message"]["phone"], "+4366412345678");
    }

    #[tokio::test]
    async fn a_client_that_missed_events_gets_a_stale_event() {
        let service = service();
        let mut body = respond(&service, None).into_body();
        for n in 0..3_000 {
            send(&service, &format!("+43664{n:07}"));
        }
        assert_eq!(chunk(&mut body).await, CONNECTED);
        assert_eq!(chunk(&mut body).await, format!("data: {STALE}\n\n"));
    }
}
