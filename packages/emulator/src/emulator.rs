//! A running emulator: one thread with its own runtime.

use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use axum::Router;
use serde::Serialize;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::clock::Clock;
use crate::config::Config;
use crate::http::{self, App};
use crate::service::{ControlError, OnMessage, Service};
use crate::settings::{ApiKey, SettingsPatch};
use crate::sqlite_store::SqliteStore;

/// How long a stop waits for requests in flight.
pub const STOP_GRACE: Duration = Duration::from_millis(500);

/// A running emulator. Dropping it stops it without waiting for requests in flight.
pub struct Emulator {
    service: Arc<Service>,
    /// The routes, for calls without a connection.
    router: Router,
    address: SocketAddr,
    base_path: String,
    runtime: Handle,
    /// The first stop takes the sender.
    stop: Mutex<Option<oneshot::Sender<Duration>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// Where an emulator listens, and the default project with its first keys.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Description {
    /// Ends in `/v1`.
    pub url: String,
    pub host: IpAddr,
    pub port: u16,
    pub project_id: String,
    pub api_key: Option<String>,
    pub client_key: Option<String>,
    /// The secret of the default project's webhook.
    #[serde(skip)]
    pub webhook_secret: Option<String>,
}

impl Emulator {
    /// Starts an emulator. `on_message` is called for each message that reaches its phone, and
    /// `on_stopped` once the emulator no longer listens or uses its database.
    pub fn start(
        config: &Config,
        on_message: Option<OnMessage>,
        on_stopped: impl FnOnce() + Send + 'static,
    ) -> Result<Self, StartError> {
        let invalid = |reason| StartError::Seed(ControlError::Invalid(reason));
        config.endpoint().map_err(invalid)?;
        let listener = TcpListener::bind((config.host.as_str(), config.port))?;
        let address = listener.local_addr()?;
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
        let app = App::new(Arc::clone(&service), config);
        let router = app.router().clone();
        let (stop, stopped) = oneshot::channel();
        // After all that can fail, because a runtime must not be dropped within another one.
        let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
        let handle = runtime.handle().clone();
        let thread = thread::Builder::new().name("baxverify-emulator".to_owned()).spawn({
            let (service, stored_service) = (Arc::clone(&service), Arc::clone(&service));
            move || {
                // A failed listener stops the emulator, which the callback reports.
                let _ = runtime.block_on(http::serve(listener, service, app, stopped));
                // Closes the remaining connections. Does not wait for a name lookup of a webhook.
                runtime.shutdown_background();
                // Before the callback, which may start another emulator on the same database.
                stored_service.detach_store();
                on_stopped();
            }
        })?;
        Ok(Self {
            router,
            service,
            address,
            base_path: config.base_path.clone(),
            runtime: handle,
            stop: Mutex::new(Some(stop)),
            thread: Mutex::new(Some(thread)),
        })
    }

    pub fn service(&self) -> &Arc<Service> {
        &self.service
    }

    pub fn describe(&self) -> Result<Description, ControlError> {
        let project = self.service.update_project(SettingsPatch::default())?;
        let (client, server): (Vec<_>, Vec<_>) =
            project.settings.api_keys.into_iter().partition(ApiKey::is_client);
        let first = |keys: Vec<ApiKey>| keys.into_iter().next().map(|key| key.key);
        Ok(Description {
            url: format!("http://{}{}/v1", reachable(self.address), self.base_path),
            host: self.address.ip(),
            port: self.address.port(),
            project_id: self.service.default_project().to_owned(),
            api_key: first(server),
            client_key: first(client),
            webhook_secret: project.settings.webhook.map(|webhook| webhook.secret),
        })
    }

    /// Makes a request to the control API without a connection, also after the end of the emulator.
    /// Returns the status and the body. Returns `None` if the route does not respond at once.
    pub fn control(&self, method: &str, target: &str, body: String) -> Option<(u16, String)> {
        http::respond_in_process(&self.router, method, target, body)
    }

    /// Runs a task on the emulator's thread. The end of the emulator interrupts it.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.runtime.spawn(task);
    }

    /// Starts to stop the emulator. Requests in flight may take `grace`. A second call does
    /// nothing.
    pub fn stop(&self, grace: Duration) {
        let stop = self.stop.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(stop) = stop {
            // Fails if the server has ended already.
            let _ = stop.send(grace);
        }
    }

    /// Waits until `on_stopped` has returned.
    pub fn join(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // The panic hook has reported a panic of the thread.
            let _ = thread.join();
        }
    }
}

/// Returns the address for the URL: the loopback address if the emulator listens on all addresses.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
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
#[derive(Debug)]
pub enum StartError {
    Listen(io::Error),
    /// The database file cannot be used.
    Data(String),
    /// The seed or the fault rules are not valid.
    Seed(ControlError),
}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        Self::Listen(error)
    }
}
