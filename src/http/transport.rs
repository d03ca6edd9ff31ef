//! The connections to one origin: one pool for all clients of a process, opened on first use.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::{Client, Request, Response, Version, redirect, retry};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::keep_alive::KeepAlive;
use super::last_look;
use super::proxy::{self, Route};
use super::resolver::Resolver;
use super::tls;
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

/// Requests that may be on their way to one origin, so also HTTP/1.1 connections to it. Others wait for
/// their turn within their deadline. A peer that goes silent must not use up the file descriptors of the
/// process.
const MOST_REQUESTS: usize = 256;

pub struct Transport {
    origin: BaseUrl,
    places: Semaphore,
    pool: Mutex<Option<Pool>>,
}

/// An HTTP client, and for how long it keeps connections that are not in use.
#[derive(Clone)]
struct Pool {
    client: Client,
    idle_timeout: Duration,
    /// Counts the pools of this transport.
    number: u64,
}

/// An answer whose body is still to be read.
pub struct Exchange<'a> {
    pub response: Response,
    _place: SemaphorePermit<'a>,
}

/// Why no answer came.
pub enum SendError {
    /// No client could be set up.
    Setup(CallError),
    Http(reqwest::Error),
}

impl Transport {
    #[must_use]
    pub fn new(origin: &BaseUrl) -> Arc<Self> {
        let places = Semaphore::new(MOST_REQUESTS);
        Arc::new(Self { origin: origin.clone(), places, pool: Mutex::default() })
    }

    /// # Errors
    /// [`SendError`]; statuses are not errors here.
    pub async fn send(&self, request: Request) -> Result<Exchange<'_>, SendError> {
        let place =
            self.places.acquire().await.map_err(|_| SendError::Setup(CallError::internal()))?;
        if self.places.available_permits() == MOST_REQUESTS - 1 {
            last_look::before_write().await;
        }
        let pool = self.pool().map_err(SendError::Setup)?;
        let sent = pool.client.execute(request).await;
        let response = sent.map_err(|error| SendError::Http(error.without_url()))?;
        // HTTP/2 has no such header (RFC 9113, section 8.2.2).
        if response.version() <= Version::HTTP_11 {
            self.heed(KeepAlive::of(response.headers()), &pool);
        }
        Ok(Exchange { response, _place: place })
    }

    fn pool(&self) -> Result<Pool, CallError> {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pool) = &*pool {
            return Ok(pool.clone());
        }
        let made = Pool::new(&self.origin, IDLE_TIMEOUT, 0)?;
        Ok(pool.insert(made).clone())
    }

    /// Keeps connections no longer than the server says it does. A pool has one such time, so another one
    /// takes its place; what is in flight on the old one comes to its end there.
    fn heed(&self, hint: KeepAlive, used: &Pool) {
        let mut idle_timeout = used.idle_timeout;
        if !hint.is_last() {
            idle_timeout = idle_timeout.min(hint.idle_timeout(IDLE_TIMEOUT));
            if idle_timeout == used.idle_timeout {
                return;
            }
        }
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        // Of many answers that say the same at a time, the first replaces the pool.
        if pool.as_ref().is_some_and(|pool| pool.number == used.number)
            && let Ok(made) = Pool::new(&self.origin, idle_timeout, used.number + 1)
        {
            *pool = Some(made);
        }
    }
}

impl Pool {
    fn new(origin: &BaseUrl, idle_timeout: Duration, number: u64) -> Result<Self, CallError> {
        let client = client(origin, idle_timeout)?;
        Ok(Self { client, idle_timeout, number })
    }
}

fn client(origin: &BaseUrl, idle_timeout: Duration) -> Result<Client, CallError> {
    let unusable = |what| {
        let message = format!("{what} could not be set up.");
        let error = CallError::new(Code::Network, Outcome::NotSent, message);
        CallError { retryable: false, ..error }
    };
    let tls = tls::client_config().map_err(|_| unusable("TLS"))?;
    let builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(idle_timeout)
        .pool_max_idle_per_host(MOST_REQUESTS)
        .dns_resolver(Arc::new(Resolver::of_system()))
        .http2_keep_alive_interval(PING_AFTER)
        .http2_keep_alive_timeout(PING_AFTER)
        // A redirect would carry the key to another host.
        .redirect(redirect::Policy::none())
        // Whether a request may be repeated is decided, counted and reported in one place: ours.
        .retry(retry::never());
    // Without this, the HTTP client would read the environment.
    let builder = builder.no_proxy();
    let builder = match proxy::route(origin)? {
        Route::Direct => builder,
        Route::Via(proxy) => builder.proxy(proxy.for_client().map_err(|_| unusable("The proxy"))?),
    };
    builder.build().map_err(|_| unusable("The HTTP client"))
}
