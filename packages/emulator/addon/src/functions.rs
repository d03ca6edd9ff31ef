//! The functions that the JavaScript of the package calls. Their first argument is a handle.
//!
//! Values cross the boundary as JSON text. The addon exports no classes: it stays loaded when a
//! test runner replaces its module registry, and a class would not work in the new one.
#![expect(clippy::needless_pass_by_value, reason = "Node-API passes arguments by value")]

use std::time::Duration;

use baxverify_emulator::{After, Config, ControlError, StartError, from_slice, quoted};
use napi::bindgen_prelude::External;
use napi::{Env, Error, Result};
use napi_derive::napi;
use serde_json::json;

use crate::js_callback::{JsCallback, Notify};
use crate::running_emulator::{Running, error_code};

/// The package version of this binary. The loader rejects a binary of another version.
#[napi]
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The `code` of the error that an invalid argument throws.
const INVALID: &str = "INVALID_ARGUMENT";

fn invalid(reason: impl ToString) -> Error<String> {
    Error::new(INVALID.to_owned(), reason.to_string())
}

/// Starts an emulator. `notify` is called with JSON: `{ message }` for each delivered message if
/// `reports_messages` is set, and `{ waited, message? }` for each `wait`. It is called without an
/// argument when the emulator has stopped. The emulator keeps the process alive until `release`.
#[napi(catch_unwind)]
pub fn start(
    env: Env,
    config: String,
    #[napi(ts_arg_type = "(event: string | null | undefined) => void")] notify: Notify,
    reports_messages: bool,
) -> Result<External<Running>, String> {
    let config: Config = from_slice(config.as_bytes()).map_err(invalid)?;
    let callback = JsCallback::new(&notify).map_err(invalid)?;
    let running =
        Running::start(&config, callback, reports_messages).map_err(|error| match error {
            StartError::Listen(error) => {
                Error::new(error_code(&error).to_owned(), error.to_string())
            }
            StartError::Data(reason) => Error::new("EMULATOR_DATA".to_owned(), reason),
            StartError::Seed(error) => control_error(error),
        })?;
    running.stop_with_environment(env).map_err(invalid)?;
    Ok(External::new(running))
}

/// Returns JSON with `url`, `host`, `port`, `projectId`, `apiKey` and `clientKey`.
#[napi(catch_unwind)]
pub fn describe(running: &External<Running>) -> Result<String, String> {
    let description = running.emulator().describe().map_err(control_error)?;
    Ok(json!(description).to_string())
}

/// Starts to stop the emulator. `notify` reports the end. A second call does nothing.
#[napi(catch_unwind)]
pub fn stop(running: &External<Running>) {
    running.stop();
}

/// Releases the resources of a stopped emulator.
#[napi(catch_unwind)]
pub fn release(running: &External<Running>) {
    running.release();
}

/// Releases `notify`, which is then not called any more. The emulator ends with its environment.
#[napi(catch_unwind)]
pub fn detach(running: &External<Running>) {
    running.callback.release();
}

/// Sets whether the emulator keeps the process alive.
#[napi(catch_unwind)]
pub fn keep_alive(env: Env, running: &External<Running>, keep: bool) -> Result<(), String> {
    running.callback.keep_alive(env, keep).map_err(invalid)
}

/// Makes a request to the control API without a connection. Returns JSON with `status` and `body`.
/// It also works after the end of the emulator. Routes that wait are not possible.
#[napi(catch_unwind)]
pub fn control(
    running: &External<Running>,
    method: String,
    target: String,
    body: String,
) -> Result<String, String> {
    let (status, body) = running
        .emulator()
        .control(&method, &target, body)
        .ok_or_else(|| invalid("the route does not respond at once"))?;
    Ok(format!(r#"{{"status":{status},"body":{body}}}"#))
}

/// Waits for a message with a usable code. `notify` reports the result with this id. The optional
/// `after_millis`, a time of the emulator's clock, or `after_id` excludes earlier messages.
#[napi(catch_unwind)]
pub fn wait(
    running: &External<Running>,
    id: u32,
    phone: String,
    project_id: Option<String>,
    after_millis: Option<i64>,
    after_id: Option<String>,
    timeout_millis: u32,
) {
    let after = match (after_id, after_millis) {
        (Some(id), _) => After::Message(id),
        (None, Some(millis)) => After::Moment(u64::try_from(millis).unwrap_or(0)),
        (None, None) => After::Anything,
    };
    running.wait(id, phone, project_id, after, Duration::from_millis(timeout_millis.into()));
}

fn control_error(error: ControlError) -> Error<String> {
    match error {
        ControlError::UnknownProject(id) => {
            invalid(format!("projectId: there is no project {}", quoted(&id)))
        }
        ControlError::Invalid(reason) => invalid(reason),
    }
}
