//! One call from beginning to end: attempts, waits and the deadline over all of them.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use tokio::time::{sleep, timeout_at};

use super::decode::{Context, decode_fairly, http_error};
use super::failure::{self, Progress};
use super::observer::{Event, EventKind, Observer, millis};
use super::operation::Operation;
use super::request::Template;
use super::response::{Answer, Broken, read_body, retry_after};
use super::retry::{may_repeat, wait_before};
use super::transport::{SendError, Transport};
use super::wire_mark::{Attempt, WireMark};
use crate::config::Config;
use crate::error::CallError;

/// How one call is to be carried out.
pub struct Plan {
    pub operation: Operation,
    /// From the moment the caller asked; covers name lookup, connecting, TLS, sending and reading,
    /// every attempt and every wait.
    pub timeout: Duration,
    pub asked_at: Instant,
    pub max_retries: u32,
    pub observer: Option<Arc<dyn Observer>>,
    /// Shared with those who may end the call.
    pub mark: WireMark,
}

/// # Errors
/// [`CallError`], whatever goes wrong, at the latest when the deadline passes.
pub async fn call(transport: &Transport, config: &Config, plan: Plan) -> Result<String, CallError> {
    plan.operation.check()?;
    let template = Template::new(config, &plan.operation)?;
    // Built only for an error that needs them.
    let secrets = || plan.operation.secrets(&config.api_key);
    let path = config.url(plan.operation.route()).path();
    let context = Context { secrets: &secrets, path, idempotent: plan.operation.is_idempotent() };
    let deadline = plan.asked_at + plan.timeout;
    let phone = plan.observer.as_ref().and_then(|_| plan.operation.masked_phone());
    let method = plan.operation.route().verb().as_str();
    let observe = |attempt, kind: EventKind<'_>| {
        if let Some(observer) = &plan.observer {
            observer.observe(&Event { method, path, attempt, kind });
        }
    };

    while let Some(attempt) = plan.mark.begin() {
        let number = attempt.number();
        observe(number, EventKind::Request { phone: phone.as_deref() });
        let began = Instant::now();
        let request = template.request(config, &attempt);
        let exchange = async {
            let answer = exchange(transport, config, request, &attempt, &context).await?;
            Ok::<_, CallError>((answer.status, decode_fairly(answer, &context).await))
        };
        let (status, result) = match timeout_at(deadline.into(), exchange).await {
            Ok(Ok((status, result))) => (Some(status), result),
            Ok(Err(error)) => (error.status_code, Err(error)),
            Err(_) => {
                let progress = Progress::of(!attempt.withdraw());
                (None, Err(failure::timeout(plan.timeout, progress, &context)))
            }
        };
        let elapsed_ms = millis(began.elapsed());
        let error = match (result, status) {
            (Ok(text), status) => {
                observe(number, EventKind::Answer { status: status.unwrap_or(200), elapsed_ms });
                return Ok(text);
            }
            (Err(error), status) => CallError { attempts: number, status_code: status, ..error },
        };
        observe(number, EventKind::Failure { status, code: error.code.as_str(), elapsed_ms });

        if number > plan.max_retries || !may_repeat(&error, context.idempotent) {
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
    // Somebody else has ended the call, and told the caller.
    Err(CallError::internal())
}

/// One request and its answer, read whole.
async fn exchange(
    transport: &Transport,
    config: &Config,
    request: reqwest::Request,
    attempt: &Attempt,
    context: &Context<'_>,
) -> Result<Answer, CallError> {
    let mut exchange = transport.send(request).await.map_err(|error| match error {
        SendError::Setup(error) => CallError { path: Some(context.path.to_owned()), ..error },
        SendError::Http(error) => {
            let progress = failure::progress(&error, attempt.withdraw());
            failure::network(&error, &config.base_url, progress, context)
        }
    })?;
    let response = &mut exchange.response;
    let status = response.status().as_u16();
    let retry_after = retry_after(response.headers(), SystemTime::now());
    match read_body(response).await {
        Ok(body) => Ok(Answer { status, retry_after, body }),
        // The status of a failure is worth more than the reason why its body is missing.
        Err(_) if !response.status().is_success() => Err(CallError {
            retry_after_ms: retry_after.map(millis),
            ..http_error(status, context)
        }
        .with_cause("the body of the answer could not be read")),
        Err(Broken::TooLarge) => Err(failure::too_large(status, context)),
        Err(Broken::Connection(error)) => Err(CallError {
            status_code: Some(status),
            ..failure::network(&error, &config.base_url, Progress::MaybeSent, context)
        }),
    }
}
