//! The connections: one pool for all clients of a process, opened on first use.

use std::time::Duration;

use reqwest::{Client, Request, Response, redirect, retry};
use tokio::sync::OnceCell;

use super::{proxy, tls};
use crate::base_url::BaseUrl;
use crate::error::{CallError, Code, Outcome};

/// Node's servers close an idle connection after 5 s, and load balancers later. To let go of it
/// before them avoids writing into a connection that is just being closed, whose fate nobody knows.
const IDLE_TIMEOUT: Duration = Duration::from_secs(4);

/// After so long without a frame, a call that waits on HTTP/2 asks whether the other side is still
/// there, and gives the connection up if no reply comes in as long again. All calls share one
/// connection: without this, one that fell silent would take every new call with it until the system
/// gives up, after many minutes.
const PING_AFTER: Duration = Duration::from_secs(5);

/// How long one attempt may take until its connection stands, TLS included; shared out among the
/// addresses of the name. Without it, one address that swallows packets would take the whole deadline
/// of a call that another address, or another attempt, could serve: nothing was sent yet.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// HTTP clients by what lies between them and the service.
#[derive(Default)]
pub struct Transport {
    plain: OnceCell<Client>,
    plain_proxied: OnceCell<Client>,
    secure: OnceCell<Client>,
    secure_proxied: OnceCell<Client>,
}

/// Why no answer came.
pub enum SendError {
    /// No client could be set up.
    Setup(CallError),
    Http(reqwest::Error),
}

impl Transport {
    /// # Errors
    /// [`SendError`]; statuses are not errors here.
    pub async fn send(&self, base_url: &BaseUrl, request: Request) -> Result<Response, SendError> {
        let client = self.client(base_url).await.map_err(SendError::Setup)?;
        client.execute(request).await.map_err(|error| SendError::Http(error.without_url()))
    }

    async fn client(&self, base_url: &BaseUrl) -> Result<&Client, CallError> {
        // In plain text a proxy sees the key, so a distant one is left out.
        let proxied =
            !base_url.is_loopback() && (base_url.is_secure() || proxy::takes_plain_text());
        let cell = match (base_url.is_secure(), proxied) {
            (false, false) => &self.plain,
            (false, true) => &self.plain_proxied,
            (true, false) => &self.secure,
            (true, true) => &self.secure_proxied,
        };
        cell.get_or_try_init(async || build(proxied)).await
    }
}

fn build(proxied: bool) -> Result<Client, CallError> {
    let unusable = |what| {
        let message = format!("{what} could not be set up.");
        let error = CallError::new(Code::Network, Outcome::NotSent, message);
        CallError { retryable: false, ..error }
    };
    let tls = tls::client_config().map_err(|_| unusable("TLS"))?;
    let builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .http2_keep_alive_interval(PING_AFTER)
        .http2_keep_alive_timeout(PING_AFTER)
        // A redirect would carry the key to another host.
        .redirect(redirect::Policy::none())
        // Whether a request may be repeated is decided, counted and reported in one place: ours.
        .retry(retry::never());
    let builder = if proxied { builder } else { builder.no_proxy() };
    builder.build().map_err(|_| unusable("The HTTP client"))
}
