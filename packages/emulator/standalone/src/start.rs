//! Starts the emulator of a command.

use std::sync::Arc;

use baxverify_emulator::{
    Config, ControlError, Emulator, MessageView, StartError, quoted, shortened,
};
use tokio::sync::Notify;

use crate::command_line::Settings;
use crate::on_message::MessageHandler;
use crate::output::{Output, report};
use crate::{FAILED, Failure, WRONG_USAGE};

pub struct Started {
    pub emulator: Emulator,
    pub handler: Option<Arc<MessageHandler>>,
    /// The reader has closed the output.
    pub output_closed: Arc<Notify>,
}

pub fn start(settings: &Settings, output: Output) -> Result<Started, Failure> {
    let config = &settings.config;
    warn_about_host(&config.host);
    let handler = settings.on_message.clone().map(|target| Arc::new(MessageHandler::new(target)));
    let output_closed = Arc::new(Notify::new());
    let on_message = {
        let (handler, output_closed) = (handler.clone(), Arc::clone(&output_closed));
        move |message: &MessageView| {
            if output.message(message).is_err() {
                output_closed.notify_one();
            }
            if let Some(handler) = &handler {
                handler.receive(message);
            }
        }
    };
    let emulator = Emulator::start(config, Some(Box::new(on_message)), || ())
        .map_err(|error| failure(error, config))?;
    Ok(Started { emulator, handler, output_closed })
}

impl Started {
    /// Stops the emulator, and waits a short time for what `--on-message` still has to hand over.
    pub async fn stop(self) {
        self.emulator.stop(baxverify_emulator::STOP_GRACE);
        self.emulator.join();
        if let Some(handler) = self.handler {
            handler.drain().await;
        }
    }
}

fn failure(error: StartError, Config { host, port, .. }: &Config) -> Failure {
    use std::io::ErrorKind::{AddrInUse, AddrNotAvailable, PermissionDenied};
    match error {
        StartError::Listen(error) => {
            let reason = match error.kind() {
                AddrInUse => "the port is in use".to_owned(),
                AddrNotAvailable => "the address does not belong to this machine".to_owned(),
                PermissionDenied => "permission denied".to_owned(),
                _ => error.to_string(),
            };
            let message = format!("Cannot listen on {} port {port}: {reason}.", shortened(host));
            Failure { code: FAILED, message }
        }
        StartError::Data(reason) => Failure { code: FAILED, message: format!("{reason}.") },
        StartError::Seed(ControlError::UnknownProject(id)) => Failure {
            code: WRONG_USAGE,
            message: format!("projectId: there is no project {}", quoted(&id)),
        },
        StartError::Seed(ControlError::Invalid(message)) => Failure { code: WRONG_USAGE, message },
    }
}

fn warn_about_host(host: &str) {
    if host == "localhost" || host == "::1" || host.starts_with("127.") {
        return;
    }
    report(&format!(
        "warning: other machines may reach {}, and the inbox and the control routes need no key",
        shortened(host)
    ));
}
