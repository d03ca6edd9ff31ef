//! The connection pool of one origin. All clients of a process share it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::{Client, Request, Response, Version, redirect, retry};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::keep_alive::KeepAlive;
use super::stale_check;
use crate::base_url::BaseUrl;
use crate::dns::resolver::Resolver;
use crate::error::{CallError, Code, Outcome};
use crate::proxy::{self, Route};
use crate::tls;

/// Node's servers close an idle connection after 5 s, and load balancers later. Closing it first
/// avoids writing a request to a connection that the server is closing; the outcome of that request
/// would be unknown.
const IDLE_TIMEOUT: Duration = Duration::from_secs(4);

/// An HTTP/2 connection with a call in flight sends a PING after this time without a frame, and is
/// closed if no reply comes in the same time. All calls share one connection. Without PINGs, a
/// silent connection would take every new call until the system gives up, after many minutes.
const PING_AFTER: Duration = Duration::from_secs(5);

/// The limit for making a connection, TLS included. It is divided among the addresses of the name.
/// Without it, one address that drops packets would use up the whole deadline of a call that
/// another address could serve.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The most requests in flight to one origin, and so the most HTTP/1.1 connections. Other requests
/// wait within their deadline. A silent peer must not use up the file descriptors of the process.
const MAX_IN_FLIGHT: usize = 256;

/// The connections to one origin, and the limit of its requests in flight.
pub struct Transport {
    origin: BaseUrl,
    permits: Semaphore,
    pool: Mutex<Option<Pool>>,
}

/// An HTTP client, and how long it keeps idle connections.
#[derive(Clone)]
struct Pool {
    client: Client,
    idle_timeout: Duration,
    /// Counts the pools of this transport.
    generation: u64,
}

/// A response whose body is not read yet, and the permit of its request.
pub struct Exchange<'a> {
    pub response: Response,
    _permit: SemaphorePermit<'a>,
}

/// Why no response came.
pub enum SendError {
    /// No client could be set up.
    Setup(Box<CallError>),
    Http(reqwest::Error),
}

impl Transport {
    /// A transport without connections. The first request makes one.
    #[must_use]
    pub fn new(origin: &BaseUrl) -> Arc<Self> {
        let permits = Semaphore::new(MAX_IN_FLIGHT);
        Arc::new(Self { origin: origin.clone(), permits, pool: Mutex::default() })
    }

    /// # Errors
    /// [`SendError`]. A failure status is not an error here.
    pub async fn send(&self, request: Request) -> Result<Exchange<'_>, SendError> {
        let permit = self
            .permits
            .acquire()
            .await
            .map_err(|_| SendError::Setup(CallError::internal().into()))?;
        if self.permits.available_permits() == MAX_IN_FLIGHT - 1 {
            stale_check::before_write().await;
        }
        let pool = self.pool().map_err(|error| SendError::Setup(error.into()))?;
        let sent = pool.client.execute(request).await;
        let response = sent.map_err(|error| SendError::Http(error.without_url()))?;
        // HTTP/2 has no `Keep-Alive` header (RFC 9113, section 8.2.2).
        if response.version() <= Version::HTTP_11 {
            self.apply(KeepAlive::of(response.headers()), &pool);
        }
        Ok(Exchange { response, _permit: permit })
    }

    fn pool(&self) -> Result<Pool, CallError> {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pool) = &*pool {
            return Ok(pool.clone());
        }
        let made = Pool::new(&self.origin, IDLE_TIMEOUT, 0)?;
        Ok(pool.insert(made).clone())
    }

    /// Applies the server's `Keep-Alive`. The idle timeout of a pool is fixed, so a new pool
    /// replaces the old one. Calls in flight finish on the old pool.
    fn apply(&self, hint: KeepAlive, used: &Pool) {
        let mut idle_timeout = used.idle_timeout;
        if !hint.is_last() {
            idle_timeout = idle_timeout.min(hint.idle_timeout(IDLE_TIMEOUT));
            if idle_timeout == used.idle_timeout {
                return;
            }
        }
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        // Several responses may say the same. The first one replaces the pool.
        if pool.as_ref().is_some_and(|pool| pool.generation == used.generation)
            && let Ok(made) = Pool::new(&self.origin, idle_timeout, used.generation + 1)
        {
            *pool = Some(made);
        }
    }
}

impl Pool {
    fn new(origin: &BaseUrl, idle_timeout: Duration, generation: u64) -> Result<Self, CallError> {
        let client = client(origin, idle_timeout)?;
        Ok(Self { client, idle_timeout, generation })
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
        .pool_max_idle_per_host(MAX_IN_FLIGHT)
        .dns_resolver(Arc::new(Resolver::of_system()))
        .http2_keep_alive_interval(PING_AFTER)
        .http2_keep_alive_timeout(PING_AFTER)
        // A redirect would send the key to another host.
        .redirect(redirect::Policy::none())
        // Only `call::retry` decides, counts and reports retries.
        .retry(retry::never());
    // Otherwise the HTTP client would read the environment.
    let builder = builder.no_proxy();
    let builder = match proxy::route(origin)? {
        Route::Direct => builder,
        Route::Via(proxy) => builder.proxy(proxy.for_client().map_err(|_| unusable("The proxy"))?),
    };
    builder.build().map_err(|_| unusable("The HTTP client"))
}
