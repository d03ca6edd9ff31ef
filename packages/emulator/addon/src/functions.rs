//! The functions that the JavaScript of the package calls. Their first argument is a handle.
//!
//! Values cross the boundary as JSON text. The addon exports no classes: it stays loaded when a
//! test runner replaces its module registry, and a class would not work in the new one.
#![expect(clippy::needless_pass_by_value, reason = "Node-API passes arguments by value")]

use std::time::Duration;

use baxverify_emulator::{
    After, Config, ControlError, MessageFilter, Rule, SettingsPatch, StartError, from_slice, iso,
};
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

/// Sets whether the emulator keeps the process alive.
#[napi(catch_unwind)]
pub fn keep_alive(env: Env, running: &External<Running>, keep: bool) -> Result<(), String> {
    running.callback.keep_alive(env, keep).map_err(invalid)
}

/// Returns the code that reached this phone last.
#[napi(catch_unwind)]
pub fn code_for(
    running: &External<Running>,
    phone: String,
    project_id: Option<String>,
) -> Option<String> {
    running.service().code_for(&phone, project_id.as_deref())
}

/// Returns a JSON array of the messages, newest first.
#[napi(catch_unwind)]
pub fn messages(
    running: &External<Running>,
    phone: Option<String>,
    project_id: Option<String>,
) -> String {
    let filter = MessageFilter { phone, project_id };
    json!(running.service().messages(&filter, usize::MAX)).to_string()
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

/// Returns the time of the emulator's clock in milliseconds since the Unix epoch.
#[napi(catch_unwind)]
pub fn now(running: &External<Running>) -> i64 {
    i64::try_from(running.service().now()).unwrap_or(i64::MAX)
}

/// Resets one project, or everything including the clock.
#[napi(catch_unwind)]
pub fn reset(running: &External<Running>, project_id: Option<String>) -> Result<(), String> {
    running.service().reset(project_id.as_deref()).map_err(control_error)
}

/// Moves the clock ahead and returns its time as an ISO 8601 string.
#[napi(catch_unwind)]
pub fn advance(running: &External<Running>, millis: i64) -> Result<String, String> {
    let advanced = u64::try_from(millis).is_ok_and(|millis| running.service().advance(millis));
    if !advanced {
        return Err(invalid("the clock can only move ahead, by at most 100 years in total"));
    }
    Ok(iso(running.service().now()))
}

/// Applies a JSON patch to a project and returns its settings as JSON.
#[napi(catch_unwind)]
pub fn update_project(running: &External<Running>, patch: String) -> Result<String, String> {
    let patch: SettingsPatch = from_slice(patch.as_bytes()).map_err(invalid)?;
    let project = running.service().update_project(patch).map_err(control_error)?;
    Ok(json!(project).to_string())
}

/// Adds a fault rule, given as JSON, and returns it with its id and seed.
#[napi(catch_unwind)]
pub fn inject(running: &External<Running>, rule: String) -> Result<String, String> {
    let rule: Rule = from_slice(rule.as_bytes()).map_err(invalid)?;
    Ok(json!(running.service().inject(rule).map_err(control_error)?).to_string())
}

/// Returns a JSON array of the active fault rules.
#[napi(catch_unwind)]
pub fn faults(running: &External<Running>) -> String {
    json!(running.service().list_faults()).to_string()
}

/// Removes one fault rule, or all of them. Returns `false` if there is none with this id.
#[napi(catch_unwind)]
pub fn end_faults(running: &External<Running>, id: Option<String>) -> bool {
    running.service().end_faults(id.as_deref())
}

fn control_error(error: ControlError) -> Error<String> {
    match error {
        ControlError::UnknownProject(id) => {
            invalid(format!("projectId: there is no project {id:?}"))
        }
        ControlError::Invalid(reason) => invalid(reason),
    }
}
