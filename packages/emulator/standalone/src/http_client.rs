//! One HTTP request over plain TCP, for `health` and `--on-message`.

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::{Method, Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Far above the responses that are expected. The rest is not read.
const MAX_RESPONSE_BYTES: usize = 1024 * 1024;

/// Sends a request, a POST of JSON if there is a body, and returns the status of the response.
///
/// # Errors
/// Returns why there is no response.
pub async fn request(
    url: &str,
    json: Option<String>,
    time_limit: Duration,
) -> Result<StatusCode, String> {
    match timeout(time_limit, exchange(url, json)).await {
        Ok(result) => result,
        Err(_) => Err(format!("no response after {} s", time_limit.as_secs())),
    }
}

async fn exchange(url: &str, json: Option<String>) -> Result<StatusCode, String> {
    let uri: Uri = url.parse().map_err(|_| "not a valid URL".to_owned())?;
    let authority = uri.authority().ok_or("not a valid URL")?.clone();
    let host = authority.host().trim_matches(['[', ']']);
    let stream = TcpStream::connect((host, authority.port_u16().unwrap_or(80)))
        .await
        .map_err(|error| error.to_string())?;
    let wrong = |error: hyper::Error| error.to_string();
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(wrong)?;
    let connection = tokio::spawn(connection);
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let method = if json.is_some() { Method::POST } else { Method::GET };
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(HOST, authority.as_str())
        .header(CONTENT_TYPE, "application/json")
        .body(Full::new(Bytes::from(json.unwrap_or_default())))
        .map_err(|error| error.to_string())?;
    let response = sender.send_request(request).await.map_err(wrong)?;
    let status = response.status();
    let _ = Limited::new(response.into_body(), MAX_RESPONSE_BYTES).collect().await;
    connection.abort();
    Ok(status)
}
