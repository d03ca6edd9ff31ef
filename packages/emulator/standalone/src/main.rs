//! The emulator as a program that needs no Node. `lib/cli/` is the same command line for Node. Both
//! read the table of options in `lib/options.json`, and the same tests run on both.

mod command_line;
mod exec;
mod health;
mod http_client;
mod on_message;
mod output;
mod serve;
mod signals;
mod start;

use std::process::ExitCode;

use self::command_line::{Command, Invocation};
use self::output::{print, report};

/// The exit codes.
const FAILED: u8 = 1;
const WRONG_USAGE: u8 = 2;

fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1).collect();
    let invocation = match command_line::parse(arguments, &|name| std::env::var(name).ok()) {
        Ok(invocation) => invocation,
        Err(message) => return end(WRONG_USAGE, &message),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return end(FAILED, &error.to_string()),
    };
    let code = match runtime.block_on(run(invocation)) {
        Ok(code) => code,
        Err(Failure { code, message }) => return end(code, &message),
    };
    // A blocked command of `--on-message` must not delay the end.
    runtime.shutdown_background();
    ExitCode::from(code)
}

/// Why the program ends before its work is done.
struct Failure {
    code: u8,
    message: String,
}

async fn run(invocation: Invocation) -> Result<u8, Failure> {
    match invocation {
        Invocation::Help => print(&command_line::help()),
        Invocation::Version => print(&format!("{}\n", env!("CARGO_PKG_VERSION"))),
        Invocation::Run(command, settings) => {
            return match command {
                Command::Health => Ok(health::check(&settings.config).await),
                Command::Serve => serve::serve(&settings).await,
                Command::Exec(words) => exec::exec(&words, &settings).await,
            };
        }
    }
    Ok(0)
}

fn end(code: u8, message: &str) -> ExitCode {
    report(message);
    ExitCode::from(code)
}
