//! The addon: plain functions over a handle. The package's JavaScript face is built on these.
//!
//! Values cross the boundary as JSON text, and no JavaScript class is known here: the addon's image
//! outlives module registries such as those of test runners, and classes would not survive that.
#![expect(unreachable_pub, reason = "the exports are reached from JavaScript, not from Rust")]
#![expect(clippy::needless_pass_by_value, reason = "Node-API hands arguments over by value")]

mod events;
mod running;

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use napi::{Env, Error, Result, bindgen_prelude::External};
use napi_derive::napi;
use serde_json::json;

use self::{
    events::{Events, Notify},
    running::{Running, StartError},
};
use crate::{
    chaos::Rule,
    clock::iso,
    config::Config,
    service::{After, ApiKey, MessageFilter, SettingsPatch, UpdateError},
};

/// Of the package that this was built for: the loader refuses the binary of another one.
#[napi]
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a refused argument is reported as, in the `code` of the thrown error.
const INVALID: &str = "INVALID_ARGUMENT";

fn invalid(reason: impl ToString) -> Error<String> {
    Error::new(INVALID.to_owned(), reason.to_string())
}

/// Starts an emulator. `notify` is called once with nothing when the emulator has stopped, and
/// before that with JSON: `{ message }` for each delivered message, if it is to `announce` them, and
/// `{ waited, message? }` for each `wait`. Until `release` it keeps the process alive.
#[napi(catch_unwind)]
pub fn start(
    env: Env,
    config: String,
    #[napi(ts_arg_type = "(event: string | null | undefined) => void")] notify: Notify,
    announce: bool,
) -> Result<External<Running>, String> {
    let mut json = serde_json::Deserializer::from_str(&config);
    let config: Config = serde_path_to_error::deserialize(&mut json).map_err(invalid)?;
    let events = Events::new(&notify).map_err(invalid)?;
    let running = Running::start(&config, events, announce).map_err(|error| match error {
        StartError::Listen(error) => {
            Error::new(running::code(&error).to_owned(), error.to_string())
        }
        StartError::Data(reason) => Error::new("EMULATOR_DATA".to_owned(), reason),
        StartError::Seed(error) => update_error(error),
    })?;
    running.stop_with(env).map_err(invalid)?;
    Ok(External::new(running))
}

/// JSON of what the emulator is reached by: `url`, `port`, `host`, `projectId`,
/// `apiKey`, `clientKey`.
#[napi(catch_unwind)]
pub fn describe(running: &External<Running>) -> Result<String, String> {
    let service = &running.service;
    let project = service.update_project(SettingsPatch::default()).map_err(update_error)?;
    let (client, server): (Vec<_>, Vec<_>) =
        project.settings.api_keys.into_iter().partition(ApiKey::is_client);
    let first = |keys: Vec<ApiKey>| keys.into_iter().next().map(|key| key.key);
    let address = running.address;
    Ok(json!({
        "url": format!("http://{}/v1", reachable(address)),
        "host": address.ip(),
        "port": address.port(),
        "projectId": service.default_project(),
        "apiKey": first(server),
        "clientKey": first(client),
    })
    .to_string())
}

/// Begins to stop; `notify` hears of the end. Does nothing the second time.
#[napi(catch_unwind)]
pub fn stop(running: &External<Running>) {
    running.stop();
}

/// Gives up what a stopped emulator still holds.
#[napi(catch_unwind)]
pub fn release(running: &External<Running>) {
    running.release();
}

/// Whether the emulator keeps the process alive.
#[napi(catch_unwind)]
pub fn keep_alive(env: Env, running: &External<Running>, keep: bool) -> Result<(), String> {
    running.events.keep_alive(env, keep).map_err(invalid)
}

/// The code that last reached this phone.
#[napi(catch_unwind)]
pub fn code_for(
    running: &External<Running>,
    phone: String,
    project_id: Option<String>,
) -> Option<String> {
    running.service.code_for(&phone, project_id.as_deref())
}

/// JSON array of the kept messages, newest first.
#[napi(catch_unwind)]
pub fn messages(
    running: &External<Running>,
    phone: Option<String>,
    project_id: Option<String>,
) -> String {
    let filter = MessageFilter { phone, project_id };
    json!(running.service.messages(&filter, usize::MAX)).to_string()
}

/// Waits for a code that this phone can use. `notify` hears of the outcome under this id. Later
/// than `after_millis` of the emulator's clock, or than the message `after_id`, if given.
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

/// What the emulator's clock shows, in milliseconds since the Unix epoch.
#[napi(catch_unwind)]
pub fn now(running: &External<Running>) -> i64 {
    i64::try_from(running.service.now()).unwrap_or(i64::MAX)
}

/// Takes one project, or all of them and the clock, back to how they began.
#[napi(catch_unwind)]
pub fn reset(running: &External<Running>, project_id: Option<String>) -> Result<(), String> {
    running.service.reset(project_id.as_deref()).map_err(update_error)
}

/// Moves the clock ahead by so many milliseconds and answers what it shows then, ISO 8601.
#[napi(catch_unwind)]
pub fn advance(running: &External<Running>, millis: i64) -> Result<String, String> {
    let advanced = u64::try_from(millis).is_ok_and(|millis| running.service.advance(millis));
    if !advanced {
        return Err(invalid("the clock moves ahead, and by 100 years in all at most"));
    }
    Ok(iso(running.service.now()))
}

/// Changes a project by a JSON patch and answers its state as JSON.
#[napi(catch_unwind)]
pub fn update_project(running: &External<Running>, patch: String) -> Result<String, String> {
    let mut json = serde_json::Deserializer::from_str(&patch);
    let patch: SettingsPatch = serde_path_to_error::deserialize(&mut json).map_err(invalid)?;
    let project = running.service.update_project(patch).map_err(update_error)?;
    Ok(json!(project).to_string())
}

/// Injects a rule of chaos, JSON, and answers it as it stands.
#[napi(catch_unwind)]
pub fn inject(running: &External<Running>, rule: String) -> Result<String, String> {
    let mut json = serde_json::Deserializer::from_str(&rule);
    let rule: Rule = serde_path_to_error::deserialize(&mut json).map_err(invalid)?;
    Ok(json!(running.service.inject(rule).map_err(update_error)?).to_string())
}

/// JSON array of the rules in force.
#[napi(catch_unwind)]
pub fn faults(running: &External<Running>) -> String {
    json!(running.service.list_faults()).to_string()
}

/// Ends a rule, or all of them; `false` where there is none of this id.
#[napi(catch_unwind)]
pub fn end_faults(running: &External<Running>, id: Option<String>) -> bool {
    running.service.end_faults(id.as_deref())
}

fn update_error(error: UpdateError) -> Error<String> {
    match error {
        UpdateError::UnknownProject(id) => {
            invalid(format!("projectId: there is no project {id:?}"))
        }
        UpdateError::Invalid(reason) => invalid(reason),
    }
}

/// An emulator that listens everywhere is reached at this machine's own address.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
