//! The engines that an environment uses.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use baxverify_client::BaseUrl;

use crate::completions::{Completer, Completions};
use crate::queue::Sender;
use crate::runtime::{Engine, end, engine_of};

/// The engines of an environment, by origin.
pub struct Engines {
    completions: Arc<Completions>,
    /// `None` once the environment ends.
    open: RefCell<Option<HashMap<Arc<str>, EngineHandle>>>,
}

/// An engine, and what its thread sends results with.
#[derive(Clone)]
pub struct EngineHandle {
    pub engine: Arc<Engine>,
    pub completer: Completer,
}

impl Engines {
    pub fn new(completions: Arc<Completions>) -> Self {
        Self { completions, open: RefCell::new(Some(HashMap::new())) }
    }

    /// The engine of an origin. Starts another engine if the one before has ended.
    ///
    /// # Errors
    /// If the system grants no more threads or file descriptors, or the environment ends.
    pub fn handle(&self, origin: &BaseUrl) -> io::Result<EngineHandle> {
        let mut engines = self.open.borrow_mut();
        let closed = || io::Error::from(io::ErrorKind::BrokenPipe);
        let engines = engines.as_mut().ok_or_else(closed)?;
        if let Some(handle) =
            engines.get(origin.origin()).filter(|handle| handle.engine.is_running())
        {
            return Ok(handle.clone());
        }
        engines.retain(|_, handle| handle.engine.is_running());
        let completer = Sender::new(Arc::clone(&self.completions));
        let handle = EngineHandle { engine: engine_of(origin)?, completer };
        engines.insert(Arc::clone(origin.origin()), handle.clone());
        Ok(handle)
    }

    /// Releases all engines.
    pub fn close(&self) {
        let engines = self.open.take().unwrap_or_default();
        end(engines.into_values().map(|handle| handle.engine));
    }
}
