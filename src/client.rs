//! The native class behind the public client.

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use baxverify_wire::{DEFAULT_BASE_URL, ListLogs, SendOtp, Stats, ValidateToken, VerifyOtp};
use napi::bindgen_prelude::{Env, PromiseRaw};
use napi::{Error, Result, Status};
use napi_derive::napi;

use crate::base_url::BaseUrl;
use crate::bridge::{Bridge, Listener, Terms};
use crate::call_id::CallId;
use crate::config::{Config, Options};
use crate::error::CallError;
use crate::http::call::{Plan, call};
use crate::http::operation::Operation;
use crate::http::overdue::Overdue;
use crate::http::wire_mark::WireMark;
use crate::http::{proxy, resolver_state, roots};
use crate::types::{ClientOptions, LogQuery};

/// A configured client. Its methods resolve with the JSON text of the answer, and reject with the JSON
/// text of a `CallError`; the constructor throws such a text.
#[napi]
pub struct BaxCloudVerifyClient {
    number: u32,
    config: Arc<Config>,
    pub(crate) bridge: Rc<Bridge>,
}

#[napi]
#[allow(clippy::too_many_arguments, reason = "see `Limits`")]
impl BaxCloudVerifyClient {
    /// # Errors
    /// Throws the JSON text of a `BAXVERIFY_INVALID_ARGUMENT`.
    #[napi(constructor, catch_unwind)]
    pub fn new(env: Env, options: ClientOptions) -> Result<Self> {
        let ClientOptions { project_id, api_key, base_url, platform } = options;
        let base_url = base_url.unwrap_or_else(|| DEFAULT_BASE_URL.to_owned());
        let config = Config::new(Options { project_id, api_key, base_url, platform })
            .map_err(|error| throw(&env, &error))?;
        // Variables are read here, on the thread that sets them.
        if proxy::may_use_tls(&config.base_url) {
            roots::read_ahead();
        }
        if proxy::may_look_up_names(&config.base_url) {
            resolver_state::load();
        }
        let bridge = Bridge::of(&env)?;
        Ok(Self { number: bridge.number_client(), config: Arc::new(config), bridge })
    }

    /// Where requests go, without a slash at the end.
    #[napi(getter, catch_unwind)]
    pub fn base_url(&self) -> &str {
        self.config.base_url.as_str()
    }

    /// `call` is a number of the client's choice, not in use by another of its calls, that names the call
    /// for `cancel`; `timeout` the deadline over everything, in milliseconds.
    ///
    /// # Errors
    /// Where Node-API refuses; so with the other methods.
    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn send_otp<'env>(
        &self,
        env: &'env Env,
        phone: String,
        purpose: Option<String>,
        call: u32,
        timeout: u32,
        max_retries: u32,
        #[napi(ts_arg_type = "((event: string) => void) | undefined | null")] listener: Option<
            Listener<'_>,
        >,
    ) -> Result<PromiseRaw<'env, String>> {
        let operation = Operation::Send(SendOtp { phone, purpose });
        let limits = Limits { call, timeout, max_retries };
        self.start(env, operation, limits, listener)
    }

    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn verify_otp<'env>(
        &self,
        env: &'env Env,
        phone: String,
        code: String,
        call: u32,
        timeout: u32,
        max_retries: u32,
        #[napi(ts_arg_type = "((event: string) => void) | undefined | null")] listener: Option<
            Listener<'_>,
        >,
    ) -> Result<PromiseRaw<'env, String>> {
        let operation = Operation::Verify(VerifyOtp { phone, code });
        let limits = Limits { call, timeout, max_retries };
        self.start(env, operation, limits, listener)
    }

    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn validate_verification_token<'env>(
        &self,
        env: &'env Env,
        token: String,
        consume: bool,
        call: u32,
        timeout: u32,
        max_retries: u32,
        #[napi(ts_arg_type = "((event: string) => void) | undefined | null")] listener: Option<
            Listener<'_>,
        >,
    ) -> Result<PromiseRaw<'env, String>> {
        let operation = Operation::ValidateToken(ValidateToken { token, consume });
        let limits = Limits { call, timeout, max_retries };
        self.start(env, operation, limits, listener)
    }

    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn get_stats<'env>(
        &self,
        env: &'env Env,
        days: Option<u32>,
        call: u32,
        timeout: u32,
        max_retries: u32,
        #[napi(ts_arg_type = "((event: string) => void) | undefined | null")] listener: Option<
            Listener<'_>,
        >,
    ) -> Result<PromiseRaw<'env, String>> {
        let operation = Operation::Stats(Stats { days });
        let limits = Limits { call, timeout, max_retries };
        self.start(env, operation, limits, listener)
    }

    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn list_logs<'env>(
        &self,
        env: &'env Env,
        query: LogQuery,
        call: u32,
        timeout: u32,
        max_retries: u32,
        #[napi(ts_arg_type = "((event: string) => void) | undefined | null")] listener: Option<
            Listener<'_>,
        >,
    ) -> Result<PromiseRaw<'env, String>> {
        let LogQuery { phone, status, page, limit } = query;
        let operation = Operation::Logs(ListLogs { phone, status, page, limit });
        let limits = Limits { call, timeout, max_retries };
        self.start(env, operation, limits, listener)
    }

    /// Ends the call of that number, if it still runs: the request is dropped, the promise rejects.
    #[napi(catch_unwind)]
    pub fn cancel(&self, env: &Env, call: u32) {
        self.bridge.cancel(env, CallId { client: self.number, call });
    }

    fn start<'env>(
        &self,
        env: &'env Env,
        operation: Operation,
        limits: Limits,
        listener: Option<Listener<'_>>,
    ) -> Result<PromiseRaw<'env, String>> {
        let asked_at = Instant::now();
        let Limits { call: number, timeout, max_retries } = limits;
        let timeout = Duration::from_millis(timeout.into());
        let config = Arc::clone(&self.config);
        let (mark, route) = (WireMark::default(), operation.route());
        let overdue = Overdue::new(Arc::clone(&config), route, timeout, asked_at, mark.clone());
        let terms = Terms { overdue: Some(overdue), listener, ..self.terms(number) };
        self.bridge.start(env, terms, move |transport, observer| async move {
            let plan = Plan { operation, timeout, asked_at, max_retries, observer, mark };
            call(&transport, &config, plan).await
        })
    }

    pub(crate) fn terms(&self, call: u32) -> Terms<'_> {
        let id = CallId { client: self.number, call };
        Terms { id, origin: self.origin(), listener: None, overdue: None }
    }

    pub(crate) fn origin(&self) -> &BaseUrl {
        &self.config.base_url
    }
}

/// How one call is to be carried out, as each method is given it: numbers one by one, as an object would
/// cost more than the rest of the call's way into native code.
#[derive(Clone, Copy)]
struct Limits {
    call: u32,
    timeout: u32,
    max_retries: u32,
}

/// Throws the error's JSON text, and returns what tells napi that something was thrown.
fn throw(env: &Env, error: &CallError) -> Error {
    env.throw(error.to_json())
        .err()
        .unwrap_or_else(|| Error::new(Status::PendingException, String::new()))
}
