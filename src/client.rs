//! The native class behind the public client.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use baxverify_client::{
    BaseUrl, Call, CallError, Config, Limits, Operation, Options, Success, read_environment,
};
use baxverify_wire::{DEFAULT_BASE_URL, ListLogs, SendOtp, Stats, ValidateToken, VerifyOtp};
use napi::bindgen_prelude::{Env, PromiseRaw};
use napi::{Error, Result, Status};
use napi_derive::napi;

use crate::bridge::{Bridge, CallParameters, Listener};
use crate::call_id::CallId;
use crate::types::ClientOptions;

/// A configured client. The constructor throws the JSON text of a `CallError`.
///
/// The methods of the five operations resolve with the JSON text of the response, followed by its
/// metadata (see `Success::into_text`). They reject with the JSON text of a `CallError`. After the
/// parameters of the operation, each takes:
///
/// - `call`: the number of the call, for `cancel`. No other running call of this client has it.
/// - `timeout`: the deadline for the whole call, in milliseconds.
/// - `maxRetries`.
/// - `listener`: a function that gets the events of the call, as JSON text.
#[napi]
pub struct BaxCloudVerifyClient {
    number: u32,
    config: Arc<Config>,
    pub(crate) bridge: Rc<Bridge>,
}

#[napi]
impl BaxCloudVerifyClient {
    /// # Errors
    /// Throws the JSON text of a `BAXVERIFY_INVALID_ARGUMENT` or `BAXVERIFY_HOST_NOT_ALLOWED`.
    #[napi(constructor, catch_unwind)]
    pub fn new(env: Env, options: ClientOptions) -> Result<Self> {
        let ClientOptions { project_id, api_key, base_url, allowed_hosts, request_ids, platform } =
            options;
        let base_url = base_url.unwrap_or_else(|| DEFAULT_BASE_URL.to_owned());
        let config =
            Config::new(Options { project_id, api_key, base_url, allowed_hosts, platform })
                .map_err(|error| throw(&env, &error))?
                .with_request_ids(request_ids);
        read_environment(&config.base_url);
        let bridge = Bridge::of(&env)?;
        Ok(Self { number: bridge.number_client(), config: Arc::new(config), bridge })
    }

    /// The base URL, without a slash at the end.
    #[napi(getter, catch_unwind)]
    pub fn base_url(&self) -> &str {
        self.config.base_url.as_str()
    }

    /// Whether the host of the base URL is this machine.
    #[napi(getter, catch_unwind)]
    pub fn is_loopback(&self) -> bool {
        self.config.base_url.is_loopback()
    }

    /// Redacts the metadata of a response: the JSON text of its headers and its id.
    ///
    /// `metadata` is what is behind the body in the text of the response. `sent` and `result` are
    /// the JSON texts of the request and the result, or of their fields that matter.
    #[napi(catch_unwind)]
    #[allow(clippy::needless_pass_by_value, reason = "napi passes strings by value")]
    pub fn describe(&self, metadata: String, sent: String, result: String) -> String {
        self.config.describe(&metadata, &sent, &result)
    }

    /// Cancels the call of that number if it still runs: drops its request and rejects its promise.
    #[napi(catch_unwind)]
    pub fn cancel(&self, env: &Env, call: u32) {
        self.bridge.cancel(env, CallId { client: self.number, call });
    }
}

/// Defines the methods of the operations. Each takes the parameters of its operation, and then
/// those of every call.
///
/// JavaScript passes strings and numbers one by one. Reading the fields of an object would cost
/// more than the rest of the way into native code.
macro_rules! calls {
    ($(
        fn $method:ident($($parameter:ident: [$($type:tt)+]),+) => $operation:expr;
    )+) => {
        #[napi]
        #[allow(clippy::too_many_arguments, reason = "values cross one by one")]
        impl BaxCloudVerifyClient {
            $(
                #[napi(catch_unwind, ts_return_type = "Promise<string>")]
                pub fn $method<'env>(
                    &self,
                    env: &'env Env,
                    $($parameter: $($type)+,)+
                    call: u32,
                    timeout: u32,
                    max_retries: u32,
                    #[napi(ts_arg_type = "((event: string) => void) | undefined | null")]
                    listener: Option<Listener<'_>>,
                ) -> Result<PromiseRaw<'env, String>> {
                    let timeout = Duration::from_millis(timeout.into());
                    self.start(env, call, $operation, Limits { timeout, max_retries }, listener)
                }
            )+
        }
    };
}

calls! {
    fn send_otp(phone: [String], purpose: [Option<String>])
        => Operation::Send(SendOtp { phone, purpose });

    fn verify_otp(phone: [String], code: [String])
        => Operation::Verify(VerifyOtp { phone, code });

    fn validate_verification_token(token: [String], consume: [bool])
        => Operation::ValidateToken(ValidateToken { token, consume });

    fn get_stats(days: [Option<u32>])
        => Operation::Stats(Stats { days });

    fn list_logs(
        phone: [Option<String>],
        status: [Option<String>],
        page: [Option<u32>],
        limit: [Option<u32>]
    ) => Operation::Logs(ListLogs { phone, status, page, limit });
}

impl BaxCloudVerifyClient {
    fn start<'env>(
        &self,
        env: &'env Env,
        number: u32,
        operation: Operation,
        limits: Limits,
        listener: Option<Listener<'_>>,
    ) -> Result<PromiseRaw<'env, String>> {
        let call = Call::new(Arc::clone(&self.config), operation, limits);
        let overdue = Some(call.overdue());
        let parameters = CallParameters { listener, overdue, ..self.parameters(number) };
        self.bridge.start(env, parameters, move |transport, observer| async move {
            call.run(&transport, observer.as_deref()).await.map(Success::into_text)
        })
    }

    pub(crate) fn parameters(&self, call: u32) -> CallParameters<'_> {
        let id = CallId { client: self.number, call };
        CallParameters { id, origin: self.origin(), listener: None, overdue: None }
    }

    pub(crate) fn origin(&self) -> &BaseUrl {
        &self.config.base_url
    }
}

/// Throws the error's JSON text, and returns the error that tells napi that an exception is
/// pending.
fn throw(env: &Env, error: &CallError) -> Error {
    env.throw(error.to_json())
        .err()
        .unwrap_or_else(|| Error::new(Status::PendingException, String::new()))
}
