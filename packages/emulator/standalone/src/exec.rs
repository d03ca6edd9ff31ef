//! Runs a command with an emulator.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::process::ExitStatus;

use baxverify_emulator::shortened_path;
use tokio::process::{Child, Command};

use crate::command_line::Settings;
use crate::output::{Output, report, variables};
use crate::signals::Signals;
use crate::start::{Started, start};
use crate::{FAILED, Failure};

const NOT_FOUND: u8 = 127;
const NOT_RUNNABLE: u8 = 126;

/// Returns the exit code of the command.
pub async fn exec(words: &[OsString], settings: &Settings) -> Result<u8, Failure> {
    let signals = Signals::forwarded()
        .map_err(|error| Failure { code: FAILED, message: format!("no signals: {error}") })?;
    let started = start(settings, Output::Stderr { json: settings.json })?;
    let code = run(words, &started, signals).await;
    started.stop().await;
    code
}

async fn run(words: &[OsString], started: &Started, mut signals: Signals) -> Result<u8, Failure> {
    let failed = |message: String| Failure { code: FAILED, message };
    let description =
        started.emulator.describe().map_err(|_| failed("the emulator has stopped".to_owned()))?;
    let (program, arguments) = words.split_first().ok_or_else(|| failed(String::new()))?;
    let keys = variables(&description.url, &description.project_id, description.api_key.as_deref());
    let secret = description.webhook_secret.map(|secret| ("BAXCLOUD_WEBHOOK_SECRET", secret));
    let mut command = Command::new(program);
    let mut child = match command.args(arguments).envs(keys).envs(secret).spawn() {
        Ok(child) => child,
        Err(error) => return Ok(not_started(program, &error)),
    };
    loop {
        tokio::select! {
            status = child.wait() => {
                return status.map(exit_code).map_err(|error| failed(error.to_string()));
            }
            signal = signals.next() => forward(&child, signal),
        }
    }
}

fn not_started(program: &OsString, error: &std::io::Error) -> u8 {
    let program = program.to_string_lossy();
    let name = shortened_path(&program);
    if error.kind() == ErrorKind::NotFound {
        report(&format!("{name}: command not found"));
        return NOT_FOUND;
    }
    report(&format!("{name}: cannot be run ({error})"));
    NOT_RUNNABLE
}

/// 128 + n if signal n ended the command.
fn exit_code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(128 + signal).unwrap_or(u8::MAX);
    }
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(FAILED)
}

#[cfg(unix)]
fn forward(child: &Child, signal: i32) {
    use std::io::IsTerminal;

    // In a terminal, Ctrl-C sends SIGINT to the command too.
    if signal == libc::SIGINT && std::io::stdin().is_terminal() {
        return;
    }
    if let Some(id) = child.id().and_then(|id| i32::try_from(id).ok()) {
        // SAFETY: the function takes two numbers. The child has not been waited for, so the id is
        // its own.
        unsafe { libc::kill(id, signal) };
    }
}

/// On Windows, the console sends Ctrl-C to the command too.
#[cfg(not(unix))]
fn forward(_: &Child, _: i32) {}
