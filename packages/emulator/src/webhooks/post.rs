//! Makes one attempt over HTTP/1.1, with its own connection.

use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{CONNECTION, CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::outbox::Job;

/// For connecting, sending and the response.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// How much of the body of a response is kept.
const MAX_RESPONSE: usize = 1_024;

/// How much of the head of a response is read.
const MAX_HEAD: usize = 64 * 1_024;

/// Returns the status and the start of the body, or why there was no response.
pub async fn post(job: &Job) -> Result<(u16, String), String> {
    timeout(TIME_LIMIT, exchange(job))
        .await
        .unwrap_or_else(|_| Err(format!("no response within {} s", TIME_LIMIT.as_secs())))
}

async fn exchange(job: &Job) -> Result<(u16, String), String> {
    let uri: Uri = job.url.parse().map_err(|_| "the URL is not valid".to_owned())?;
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let stream = TcpStream::connect((host, uri.port_u16().unwrap_or(80)))
        .await
        .map_err(|error| format!("cannot connect: {error}"))?;
    // The request is small, so filling packets only adds delay.
    let _ = stream.set_nodelay(true);
    let broken = |error: hyper::Error| format!("the connection broke: {error}");
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(MAX_HEAD)
        .handshake::<_, Full<Bytes>>(TokioIo::new(stream))
        .await
        .map_err(broken)?;
    // Ends with this call.
    let mut driver = JoinSet::new();
    driver.spawn(connection);
    let response = sender.send_request(request(job, &uri)?).await.map_err(broken)?;
    let status = response.status().as_u16();
    let mut body = response.into_body();
    let mut kept = Vec::new();
    while kept.len() < MAX_RESPONSE {
        // A response that breaks off has its status already.
        let Some(Ok(frame)) = body.frame().await else { break };
        kept.extend_from_slice(frame.data_ref().map_or(&[][..], |data| data));
    }
    kept.truncate(MAX_RESPONSE);
    Ok((status, String::from_utf8_lossy(&kept).into_owned()))
}

fn request(job: &Job, uri: &Uri) -> Result<Request<Full<Bytes>>, String> {
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let mut request = Request::post(path)
        .header(HOST, authority)
        .header(CONNECTION, "close")
        .header(CONTENT_TYPE, "application/json")
        .header(USER_AGENT, concat!("baxverify-emulator/", env!("CARGO_PKG_VERSION")));
    if let Some(signature) = &job.signature {
        request = request.header("x-baxcloud-signature", signature);
    }
    request.body(Full::from(job.body.clone())).map_err(|_| "the URL is not valid".to_owned())
}
