//! A running emulator: one thread with its own runtime. It stops with its Node environment at the
//! latest.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use napi::Env;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use super::js_callback::JsCallback;
use crate::clock::Clock;
use crate::config::Config;
use crate::http;
use crate::service::{After, ControlError, MessageView, Service};
use crate::sqlite_store::SqliteStore;

/// How long `stop` waits for requests in flight.
const STOP_GRACE: Duration = Duration::from_millis(500);

pub struct Running {
    pub(super) service: Arc<Service>,
    pub(super) callback: Arc<JsCallback>,
    pub(super) address: SocketAddr,
    runtime: Handle,
    server: Arc<Server>,
}

struct Server {
    /// The first stop takes the sender.
    stop: Mutex<Option<oneshot::Sender<Duration>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Running {
    pub(super) fn start(
        config: &Config,
        callback: JsCallback,
        reports_messages: bool,
    ) -> Result<Self, StartError> {
        let listener = TcpListener::bind((config.host.as_str(), config.port))?;
        let address = listener.local_addr()?;
        let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
        let handle = runtime.handle().clone();
        let callback = Arc::new(callback);
        let message_callback = Arc::clone(&callback);
        // A call per message wakes the JavaScript thread, which costs time if nothing needs the
        // messages.
        let on_message = reports_messages
            .then(|| Box::new(move |message: &MessageView| message_callback.message(message)) as _);
        let service = Arc::new(Service::new(config, Clock::system(), on_message));
        let is_new = match &config.data {
            Some(path) => restore(&service, path).map_err(StartError::Data)?,
            None => true,
        };
        // A stored state contains its seed already.
        if is_new {
            service.seed(&config.seed).map_err(StartError::Seed)?;
        }
        service.add_initial_faults(&config.faults).map_err(StartError::Seed)?;
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("baxverify-emulator".to_owned()).spawn({
            let (service, callback) = (Arc::clone(&service), Arc::clone(&callback));
            let stored_service = Arc::clone(&service);
            move || {
                // A failed listener stops the emulator, which the callback reports.
                let _ = runtime.block_on(http::serve(listener, service, stopped));
                // Closes the remaining connections.
                drop(runtime);
                // Before the callback, which may start another emulator on the same database.
                stored_service.detach_store();
                callback.stopped();
            }
        })?;
        let server = Server { stop: Mutex::new(Some(stop)), thread: Mutex::new(Some(thread)) };
        Ok(Self { service, callback, address, runtime: handle, server: Arc::new(server) })
    }

    /// Waits in the background and reports the result to the callback. A wait that the end of the
    /// emulator interrupts is not reported.
    pub(super) fn wait(
        &self,
        id: u32,
        phone: String,
        project_id: Option<String>,
        after: After,
        time_limit: Duration,
    ) {
        let (service, callback) = (Arc::clone(&self.service), Arc::clone(&self.callback));
        self.runtime.spawn(async move {
            let message =
                service.wait_for_message(&phone, project_id.as_deref(), &after, time_limit).await;
            callback.waited(id, message.as_ref());
        });
    }

    /// Stops the server when its environment ends. A terminated worker runs no JavaScript that
    /// could stop it, and the thread must not outlive its callback. The hook runs before those
    /// of the callback, because the callback was created earlier.
    pub(super) fn stop_with_environment(&self, env: Env) -> napi::Result<()> {
        let server = Arc::downgrade(&self.server);
        env.add_env_cleanup_hook(server, |server| {
            if let Some(server) = server.upgrade() {
                server.stop(Duration::ZERO);
                server.join();
            }
        })?;
        Ok(())
    }

    pub(super) fn stop(&self) {
        self.server.stop(STOP_GRACE);
    }

    /// Joins the thread and releases the callback. Called after the server has reported its end.
    pub(super) fn release(&self) {
        self.server.stop(Duration::ZERO);
        self.server.join();
        self.callback.release();
    }
}

impl Server {
    fn stop(&self, grace: Duration) {
        let stop = self.stop.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(stop) = stop {
            // Fails if the server has ended already.
            let _ = stop.send(grace);
        }
    }

    fn join(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // The panic hook has reported a panic of the thread.
            let _ = thread.join();
        }
    }
}

/// Restores the state from the database file. Returns whether the file is new.
fn restore(service: &Service, path: &str) -> Result<bool, String> {
    let storage = SqliteStore::open(path)?;
    let stored = storage.load()?;
    let is_new = stored.projects.is_empty();
    service.attach_store(Box::new(storage), stored).map_err(|error| match error {
        ControlError::Invalid(reason) | ControlError::UnknownProject(reason) => reason,
    })?;
    Ok(is_new)
}

/// Why an emulator could not start.
pub(super) enum StartError {
    Listen(io::Error),
    Data(String),
    Seed(ControlError),
}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        Self::Listen(error)
    }
}

/// Returns the error code that Node uses.
pub(super) fn error_code(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::AddrInUse => "EADDRINUSE",
        ErrorKind::AddrNotAvailable => "EADDRNOTAVAIL",
        ErrorKind::PermissionDenied => "EACCES",
        _ => "ELISTEN",
    }
}
