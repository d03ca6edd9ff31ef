//! The native class behind the public client.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use baxverify_wire::{DEFAULT_BASE_URL, ListLogs, SendOtp, Stats, ValidateToken, VerifyOtp};
use napi::bindgen_prelude::{Env, PromiseRaw};
use napi::{Error, Result, Status};
use napi_derive::napi;
use tokio::time::Instant;

use crate::bridge::{Bridge, Listener};
use crate::completions::CallId;
use crate::config::{Config, Options};
use crate::error::CallError;
use crate::http::call::{Plan, call};
use crate::http::observer::Observer;
use crate::http::operation::Operation;
use crate::runtime::Engine;
use crate::types::{CallOptions, ClientOptions, LogQuery};

/// A configured client. Its methods resolve with the JSON text of the answer, and reject with the JSON
/// text of a `CallError`; the constructor throws such a text.
#[napi]
pub struct BaxCloudVerifyClient {
    number: u32,
    config: Arc<Config>,
    bridge: Rc<Bridge>,
}

#[napi]
impl BaxCloudVerifyClient {
    /// # Errors
    /// Throws the JSON text of a `BAXVERIFY_INVALID_ARGUMENT`.
    #[napi(constructor, catch_unwind)]
    pub fn new(env: Env, options: ClientOptions) -> Result<Self> {
        let ClientOptions { project_id, api_key, base_url, platform } = options;
        let base_url = base_url.unwrap_or_else(|| DEFAULT_BASE_URL.to_owned());
        let config = Config::new(Options { project_id, api_key, base_url, platform })
            .map_err(|error| throw(&env, &error))?;
        let bridge = Bridge::of(&env)?;
        Ok(Self { number: bridge.number_client(), config: Arc::new(config), bridge })
    }

    /// Where requests go, without a slash at the end.
    #[napi(getter, catch_unwind)]
    pub fn base_url(&self) -> &str {
        self.config.base_url.as_str()
    }

    /// # Errors
    /// Where Node-API refuses; so with the other methods.
    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn send_otp<'env>(
        &self,
        env: &'env Env,
        phone: String,
        purpose: Option<String>,
        options: CallOptions,
        #[napi(ts_arg_type = "((event: string) => void) | undefined | null")] listener: Option<
            Listener<'_>,
        >,
    ) -> Result<PromiseRaw<'env, String>> {
        self.start(env, Operation::Send(SendOtp { phone, purpose }), options, listener)
    }

    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn verify_otp<'env>(
        &self,
        env: &'env Env,
        phone: String,
        code: String,
        options: CallOptions,
        #[napi(ts_arg_type = "((event: string) => void) | undefined | null")] listener: Option<
            Listener<'_>,
        >,
    ) -> Result<PromiseRaw<'env, String>> {
        self.start(env, Operation::Verify(VerifyOtp { phone, code }), options, listener)
    }

    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn validate_verification_token<'env>(
        &self,
        env: &'env Env,
        token: String,
        consume: bool,
        options: CallOptions,
        #[napi(ts_arg_type = "((event: string) => void) | undefined | null")] listener: Option<
            Listener<'_>,
        >,
    ) -> Result<PromiseRaw<'env, String>> {
        let operation = Operation::ValidateToken(ValidateToken { token, consume });
        self.start(env, operation, options, listener)
    }

    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn get_stats<'env>(
        &self,
        env: &'env Env,
        days: Option<u32>,
        options: CallOptions,
        #[napi(ts_arg_type = "((event: string) => void) | undefined | null")] listener: Option<
            Listener<'_>,
        >,
    ) -> Result<PromiseRaw<'env, String>> {
        self.start(env, Operation::Stats(Stats { days }), options, listener)
    }

    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn list_logs<'env>(
        &self,
        env: &'env Env,
        query: LogQuery,
        options: CallOptions,
        #[napi(ts_arg_type = "((event: string) => void) | undefined | null")] listener: Option<
            Listener<'_>,
        >,
    ) -> Result<PromiseRaw<'env, String>> {
        let LogQuery { phone, status, page, limit } = query;
        let operation = Operation::Logs(ListLogs { phone, status, page, limit });
        self.start(env, operation, options, listener)
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
        options: CallOptions,
        listener: Option<Listener<'_>>,
    ) -> Result<PromiseRaw<'env, String>> {
        let asked_at = Instant::now();
        let timeout = Duration::from_millis(options.timeout.into());
        let max_retries = options.max_retries;
        let config = Arc::clone(&self.config);
        self.start_future(env, options, listener, |engine, observer| {
            let transport = Arc::clone(&engine.transport);
            async move {
                let plan = Plan { operation, timeout, asked_at, max_retries, observer };
                call(&transport, &config, plan).await
            }
        })
    }

    pub(crate) fn start_future<'env, F>(
        &self,
        env: &'env Env,
        options: CallOptions,
        listener: Option<Listener<'_>>,
        make: impl FnOnce(&Engine, Option<Arc<dyn Observer>>) -> F,
    ) -> Result<PromiseRaw<'env, String>>
    where
        F: Future<Output = std::result::Result<String, CallError>> + Send + 'static,
    {
        let id = CallId { client: self.number, call: options.call };
        self.bridge.start(env, id, listener, make)
    }
}

/// Throws the error's JSON text, and returns what tells napi that something was thrown.
fn throw(env: &Env, error: &CallError) -> Error {
    env.throw(error.to_json())
        .err()
        .unwrap_or_else(|| Error::new(Status::PendingException, String::new()))
}
