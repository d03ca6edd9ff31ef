//! One call from start to end: attempts, waits between them, and the deadline over everything.

mod overdue;
pub(crate) mod retry;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use reqwest::header::HeaderMap;
use tokio::time::{sleep, timeout_at};

pub use self::overdue::Overdue;
use self::retry::{may_repeat, wait_before};
use crate::config::Config;
use crate::decode::decode_without_blocking;
use crate::error::{CallError, Context, Outcome};
use crate::http::request::Template;
use crate::http::response::{BodyError, BufferedResponse, MAX_BODY, read_body, retry_after};
use crate::http::transport::{SendError, Transport};
use crate::http::wire_mark::{Attempt, WireMark};
use crate::metadata::{HeaderText, Success};
use crate::observer::{Event, EventKind, Observer};
use crate::operation::Operation;
use crate::time::millis;

/// The limits of one call.
#[derive(Clone, Copy)]
pub struct Limits {
    /// The time from [`Call::new`] to the end of the call. It covers name lookup, connecting, TLS,
    /// sending, reading, all attempts, and all waits.
    pub timeout: Duration,
    /// How often the call is retried at most.
    pub max_retries: u32,
}

/// One call that has not been made yet.
pub struct Call {
    config: Arc<Config>,
    operation: Operation,
    limits: Limits,
    asked_at: Instant,
    mark: WireMark,
}

impl Call {
    /// A call. Its timeout starts now.
    #[must_use]
    pub fn new(config: Arc<Config>, operation: Operation, limits: Limits) -> Self {
        Self { config, operation, limits, asked_at: Instant::now(), mark: WireMark::default() }
    }

    /// Returns a handle that can end this call at its deadline, from any thread.
    #[must_use]
    pub fn overdue(&self) -> Overdue {
        let (config, mark) = (Arc::clone(&self.config), self.mark.clone());
        Overdue::new(config, self.operation.route(), self.limits.timeout, self.asked_at, mark)
    }

    /// Makes the call, and returns the response.
    ///
    /// # Errors
    /// [`CallError`] for every kind of failure, at the latest when the deadline passes.
    pub async fn run(
        self,
        transport: &Transport,
        observer: Option<&dyn Observer>,
    ) -> Result<Success, CallError> {
        let Self { config, operation, limits, asked_at, mark } = self;
        let Limits { timeout, max_retries } = limits;
        operation.check()?;
        let template = Template::new(&config, &operation)?;
        // Built only for an error that needs them.
        let secrets = || operation.secrets(&config.api_key);
        let path = config.url(operation.route()).path();
        let idempotent = operation.is_idempotent();
        let context = Context { secrets: &secrets, path, idempotent };
        let deadline = asked_at + timeout;
        let phone = observer.and_then(|_| operation.masked_phone());
        let method = operation.route().verb().as_str();
        let observe = |attempt, kind: EventKind<'_>| {
            if let Some(observer) = observer {
                observer.observe(&Event { method, path, attempt, kind });
            }
        };

        let mut repeated = None;
        while let Some(attempt) = mark.begin() {
            let number = attempt.number();
            observe(number, EventKind::Request { phone: phone.as_deref() });
            let began = Instant::now();
            let request = template.request(&config, &attempt);
            let exchange = async {
                match exchange(transport, &config, request, &attempt, &context).await {
                    Ok((response, headers)) => {
                        let status = response.status;
                        let body = decode_without_blocking(response, &headers, &context).await;
                        (Some(status), body.map(|body| (body, headers)))
                    }
                    Err(error) => (error.status_code, Err(*error)),
                }
            };
            let ended = timeout_at(deadline.into(), exchange).await;
            let (status, result) = ended.unwrap_or_else(|_| {
                let outcome = Outcome::without_response(!attempt.withdraw());
                (None, Err(CallError::timeout(timeout, outcome, &context)))
            });
            let elapsed_ms = millis(began.elapsed());
            let error = match (result, status) {
                (Ok((body, headers)), status) => {
                    let status = status.unwrap_or(200);
                    observe(number, EventKind::Answer { status, elapsed_ms });
                    let (attempts, elapsed, request_id) = (number, asked_at.elapsed(), None);
                    let success =
                        Success { body, status, attempts, elapsed, repeated, request_id, headers };
                    return Ok(if config.request_ids {
                        success.with_request_id(&operation, &config.api_key)
                    } else {
                        success
                    });
                }
                (Err(error), status) => {
                    CallError { attempts: number, status_code: status, ..error }
                }
            };
            observe(number, EventKind::Failure { status, code: error.code.as_str(), elapsed_ms });

            if number > max_retries || !may_repeat(&error, context.idempotent) {
                return Err(error.after(asked_at.elapsed()));
            }
            let asked = error.retry_after_ms.map(Duration::from_millis);
            let wait = wait_before(number + 1, asked, fastrand::f64);
            if Instant::now() + wait >= deadline {
                return Err(error.after(asked_at.elapsed()));
            }
            observe(number, EventKind::Retry { wait_ms: millis(wait) });
            repeated = Some(error.code);
            sleep(wait).await;
        }
        // `Overdue` has ended the call and told the caller.
        Err(CallError::internal())
    }
}

/// Sends one request and reads its whole response. Also returns the headers of the response.
async fn exchange(
    transport: &Transport,
    config: &Config,
    request: reqwest::Request,
    attempt: &Attempt,
    context: &Context<'_>,
) -> Result<(BufferedResponse, HeaderMap), Box<CallError>> {
    let mut exchange = transport.send(request).await.map_err(|error| {
        let error = match error {
            SendError::Setup(error) => CallError { path: Some(context.path.to_owned()), ..*error },
            SendError::Http(error) => {
                let outcome = Outcome::of_exchange(&error, attempt.withdraw());
                CallError::network(&error, &config.base_url, outcome, context)
            }
        };
        Box::new(error)
    })?;
    let response = &mut exchange.response;
    let status = response.status().as_u16();
    let retry_after = retry_after(response.headers(), SystemTime::now());
    let body = read_body(response).await;
    let is_success = response.status().is_success();
    let headers = std::mem::take(response.headers_mut());
    let error = match body {
        Ok(body) => return Ok((BufferedResponse { status, retry_after, body }, headers)),
        // The status of a failure says more than the reason why its body is missing.
        Err(_) if !is_success => CallError {
            retry_after_ms: retry_after.map(millis),
            ..CallError::http_status(status, context)
        }
        .with_cause("the body of the response could not be read"),
        Err(BodyError::TooLarge) => CallError::body_too_large(status, MAX_BODY, context),
        Err(BodyError::Connection(error)) => {
            CallError::network(&error, &config.base_url, Outcome::Unknown, context)
        }
    };
    let error = CallError { status_code: Some(status), ..error };
    Err(Box::new(error.with_headers(&HeaderText::of(&headers), &(context.secrets)())))
}
