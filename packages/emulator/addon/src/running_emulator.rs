//! An emulator with its JavaScript callback. It stops with its Node environment at the latest.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use baxverify_emulator::{After, Config, Emulator, MessageView, OnMessage, STOP_GRACE, StartError};
use napi::Env;

use crate::js_callback::JsCallback;

pub struct Running {
    pub callback: Arc<JsCallback>,
    emulator: Arc<Emulator>,
}

impl Running {
    pub fn start(
        config: &Config,
        callback: JsCallback,
        reports_messages: bool,
    ) -> Result<Self, StartError> {
        let callback = Arc::new(callback);
        // A call per message wakes the JavaScript thread, which costs time if nothing needs the
        // messages.
        let on_message = reports_messages.then(|| {
            let callback = Arc::clone(&callback);
            Box::new(move |message: &MessageView| callback.message(message)) as OnMessage
        });
        let on_stopped = {
            let callback = Arc::clone(&callback);
            move || callback.stopped()
        };
        let emulator = Emulator::start(config, on_message, on_stopped)?;
        Ok(Self { callback, emulator: Arc::new(emulator) })
    }

    pub fn emulator(&self) -> &Emulator {
        &self.emulator
    }

    /// Waits in the background and reports the result to the callback. A wait that the end of the
    /// emulator interrupts is not reported.
    pub fn wait(
        &self,
        id: u32,
        phone: String,
        project_id: Option<String>,
        after: After,
        time_limit: Duration,
    ) {
        let callback = Arc::clone(&self.callback);
        let message =
            self.emulator.service().wait_for_message(phone, project_id, after, time_limit);
        self.emulator.spawn(async move { callback.waited(id, message.await) });
    }

    /// Stops the server when its environment ends. A terminated worker runs no JavaScript that
    /// could stop it, and the thread must not outlive its callback. The hook runs before those
    /// of the callback, because the callback was created earlier.
    pub fn stop_with_environment(&self, env: Env) -> napi::Result<()> {
        let emulator = Arc::downgrade(&self.emulator);
        env.add_env_cleanup_hook(emulator, |emulator| {
            if let Some(emulator) = emulator.upgrade() {
                emulator.stop(Duration::ZERO);
                emulator.join();
            }
        })?;
        Ok(())
    }

    pub fn stop(&self) {
        self.emulator.stop(STOP_GRACE);
    }

    /// Joins the thread and releases the callback. Called after the server has reported its end.
    pub fn release(&self) {
        self.emulator.stop(Duration::ZERO);
        self.emulator.join();
        self.callback.release();
    }
}

/// Returns the error code that Node uses.
pub fn error_code(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::AddrInUse => "EADDRINUSE",
        ErrorKind::AddrNotAvailable => "EADDRNOTAVAIL",
        ErrorKind::PermissionDenied => "EACCES",
        _ => "ELISTEN",
    }
}
