//! One call from start to end: attempts, waits between them, and the deadline over everything.

mod overdue;
pub(crate) mod retry;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

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

    /// Makes the call, and returns the text of the response, which is a JSON object.
    ///
    /// # Errors
    /// [`CallError`] for every kind of failure, at the latest when the deadline passes.
    pub async fn run(
        self,
        transport: &Transport,
        observer: Option<&dyn Observer>,
    ) -> Result<String, CallError> {
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

        while let Some(attempt) = mark.begin() {
            let number = attempt.number();
            observe(number, EventKind::Request { phone: phone.as_deref() });
            let began = Instant::now();
            let request = template.request(&config, &attempt);
            let exchange = async {
                let response = exchange(transport, &config, request, &attempt, &context).await?;
                let status = response.status;
                Ok::<_, CallError>((status, decode_without_blocking(response, &context).await))
            };
            let (status, result) = match timeout_at(deadline.into(), exchange).await {
                Ok(Ok((status, result))) => (Some(status), result),
                Ok(Err(error)) => (error.status_code, Err(error)),
                Err(_) => {
                    let outcome = Outcome::without_response(!attempt.withdraw());
                    (None, Err(CallError::timeout(timeout, outcome, &context)))
                }
            };
            let elapsed_ms = millis(began.elapsed());
            let error = match (result, status) {
                (Ok(text), status) => {
                    let status = status.unwrap_or(200);
                    observe(number, EventKind::Answer { status, elapsed_ms });
                    return Ok(text);
                }
                (Err(error), status) => {
                    CallError { attempts: number, status_code: status, ..error }
                }
            };
            observe(number, EventKind::Failure { status, code: error.code.as_str(), elapsed_ms });

            if number > max_retries || !may_repeat(&error, context.idempotent) {
                return Err(error);
            }
            let asked = error.retry_after_ms.map(Duration::from_millis);
            let wait = wait_before(number + 1, asked, fastrand::f64);
            if Instant::now() + wait >= deadline {
                return Err(error);
            }
            observe(number, EventKind::Retry { wait_ms: millis(wait) });
            sleep(wait).await;
        }
        // `Overdue` has ended the call and told the caller.
        Err(CallError::internal())
    }
}

/// Sends one request and reads its whole response.
async fn exchange(
    transport: &Transport,
    config: &Config,
    request: reqwest::Request,
    attempt: &Attempt,
    context: &Context<'_>,
) -> Result<BufferedResponse, CallError> {
    let mut exchange = transport.send(request).await.map_err(|error| match error {
        SendError::Setup(error) => CallError { path: Some(context.path.to_owned()), ..error },
        SendError::Http(error) => {
            let outcome = Outcome::of_exchange(&error, attempt.withdraw());
            CallError::network(&error, &config.base_url, outcome, context)
        }
    })?;
    let response = &mut exchange.response;
    let status = response.status().as_u16();
    let retry_after = retry_after(response.headers(), SystemTime::now());
    match read_body(response).await {
        Ok(body) => Ok(BufferedResponse { status, retry_after, body }),
        // The status of a failure says more than the reason why its body is missing.
        Err(_) if !response.status().is_success() => Err(CallError {
            retry_after_ms: retry_after.map(millis),
            ..CallError::http_status(status, context)
        }
        .with_cause("the body of the response could not be read")),
        Err(BodyError::TooLarge) => Err(CallError::body_too_large(status, MAX_BODY, context)),
        Err(BodyError::Connection(error)) => Err(CallError {
            status_code: Some(status),
            ..CallError::network(&error, &config.base_url, Outcome::Unknown, context)
        }),
    }
}
