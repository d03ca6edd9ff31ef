//! An emulator at work: one thread with its own runtime, ended with its environment at the latest.

use std::{
    io::{self, ErrorKind},
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use napi::Env;
use tokio::{
    runtime::{Builder, Handle},
    sync::oneshot,
};

use super::events::Events;
use crate::{
    clock::Clock,
    config::Config,
    http,
    service::{After, MessageView, Service, UpdateError},
    storage::Storage,
};

/// How long `stop` waits for calls under way before it cuts their connections.
const STOP_GRACE: Duration = Duration::from_millis(500);

pub struct Running {
    pub(super) service: Arc<Service>,
    pub(super) events: Arc<Events>,
    pub(super) address: SocketAddr,
    runtime: Handle,
    server: Arc<Server>,
}

struct Server {
    /// Taken by whoever stops the server first.
    stop: Mutex<Option<oneshot::Sender<Duration>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Running {
    pub(super) fn start(
        config: &Config,
        events: Events,
        announce: bool,
    ) -> Result<Self, StartError> {
        let listener = TcpListener::bind((config.host.as_str(), config.port))?;
        let address = listener.local_addr()?;
        let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
        let handle = runtime.handle().clone();
        let events = Arc::new(events);
        let inbox = Arc::clone(&events);
        // Waking the JavaScript thread for every message is worth it only if somebody listens.
        let on_message =
            announce.then(|| Box::new(move |message: &MessageView| inbox.message(message)) as _);
        let service = Arc::new(Service::new(config, Clock::system(), on_message));
        let begins = match &config.data {
            Some(path) => restore(&service, path).map_err(StartError::Data)?,
            None => true,
        };
        // What is stored began with a seed already, and has gone on since.
        if begins {
            service.seed(&config.seed).map_err(StartError::Seed)?;
        }
        service.begin_with_faults(&config.faults).map_err(StartError::Seed)?;
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("baxverify-emulator".to_owned()).spawn({
            let (service, events) = (Arc::clone(&service), Arc::clone(&events));
            let closing = Arc::clone(&service);
            move || {
                // A listener that broke down ends the emulator, and its owner hears of that.
                let _ = runtime.block_on(http::serve(listener, service, stopped));
                // Cuts the connections that are left.
                drop(runtime);
                // Before the end is told: whoever hears of it may open the database again.
                closing.close();
                events.stopped();
            }
        })?;
        let server = Server { stop: Mutex::new(Some(stop)), thread: Mutex::new(Some(thread)) };
        Ok(Self { service, events, address, runtime: handle, server: Arc::new(server) })
    }

    /// A wait that the emulator's end cuts short is not reported: its owner hears of the end itself.
    pub(super) fn wait(
        &self,
        id: u32,
        phone: String,
        project_id: Option<String>,
        after: After,
        patience: Duration,
    ) {
        let (service, events) = (Arc::clone(&self.service), Arc::clone(&self.events));
        self.runtime.spawn(async move {
            let message = service.wait(&phone, project_id.as_deref(), &after, patience).await;
            events.waited(id, message.as_ref());
        });
    }

    /// Ties the server to its environment: a worker that is terminated runs no JavaScript to stop
    /// it, and its thread must not outlive what it reports to. The hook runs before those of the
    /// channel, which was set up earlier.
    pub(super) fn stop_with(&self, env: Env) -> napi::Result<()> {
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

    /// To be called once the server has reported its end: waits for its thread.
    pub(super) fn release(&self) {
        self.server.stop(Duration::ZERO);
        self.server.join();
        self.events.release();
    }
}

impl Server {
    fn stop(&self, grace: Duration) {
        let stop = self.stop.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(stop) = stop {
            // Fails where the server has ended by itself.
            let _ = stop.send(grace);
        }
    }

    fn join(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // A panic there was reported when it happened.
            let _ = thread.join();
        }
    }
}

/// Goes on from what the file holds; `true` where it holds nothing yet.
fn restore(service: &Service, path: &str) -> Result<bool, String> {
    let storage = Storage::open(path)?;
    let stored = storage.load()?;
    let begins = stored.projects.is_empty();
    service.keep_in(Box::new(storage), stored).map_err(|error| match error {
        UpdateError::Invalid(reason) | UpdateError::UnknownProject(reason) => reason,
    })?;
    Ok(begins)
}

/// Why an emulator did not come to work.
pub(super) enum StartError {
    Listen(io::Error),
    Data(String),
    Seed(UpdateError),
}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        Self::Listen(error)
    }
}

/// The name that Node gives to this failure.
pub(super) fn code(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::AddrInUse => "EADDRINUSE",
        ErrorKind::AddrNotAvailable => "EADDRNOTAVAIL",
        ErrorKind::PermissionDenied => "EACCES",
        _ => "ELISTEN",
    }
}
