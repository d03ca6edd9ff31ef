//! Runs an emulator until a signal.

use crate::command_line::Settings;
use crate::output::Output;
use crate::signals::Signals;
use crate::start::start;
use crate::{FAILED, Failure};

/// Returns the exit code.
pub async fn serve(settings: &Settings) -> Result<u8, Failure> {
    let output = Output::Stdout { json: settings.json };
    let signals = Signals::stop();
    let mut signals = signals
        .map_err(|error| Failure { code: FAILED, message: format!("no signals: {error}") })?;
    let started = start(settings, output)?;
    let description = started.emulator.describe();
    let is_open = description.is_ok_and(|description| output.listening(&description).is_ok());
    if is_open {
        tokio::select! {
            _ = signals.next() => {}
            () = started.output_closed.notified() => {}
        }
    }
    tokio::spawn(async move {
        // A second signal ends the program at once.
        let signal = signals.next().await;
        std::process::exit(128 + signal);
    });
    started.stop().await;
    output.stopped();
    Ok(0)
}
