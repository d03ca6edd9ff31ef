//! The engines that an environment uses, and the way of each back to it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use crate::base_url::BaseUrl;
use crate::completions::{Completer, Completions};
use crate::queue::Sender;
use crate::runtime::{Engine, end, engine_of};

/// By origin.
pub struct Lanes {
    completions: Arc<Completions>,
    /// `None` once the environment is being torn down.
    open: RefCell<Option<HashMap<Arc<str>, Lane>>>,
}

/// An engine, and the way of its thread back to the environment.
#[derive(Clone)]
pub struct Lane {
    pub engine: Arc<Engine>,
    pub completer: Completer,
}

impl Lanes {
    pub fn new(completions: Arc<Completions>) -> Self {
        Self { completions, open: RefCell::new(Some(HashMap::new())) }
    }

    /// The lane of an origin. With another engine, where the one before has ended.
    ///
    /// # Errors
    /// Where the system grants no more threads or file descriptors, and in an environment that ends.
    pub fn lane(&self, origin: &BaseUrl) -> io::Result<Lane> {
        let mut lanes = self.open.borrow_mut();
        let closed = || io::Error::from(io::ErrorKind::BrokenPipe);
        let lanes = lanes.as_mut().ok_or_else(closed)?;
        if let Some(lane) = lanes.get(origin.origin()).filter(|lane| lane.engine.is_running()) {
            return Ok(lane.clone());
        }
        lanes.retain(|_, lane| lane.engine.is_running());
        let completer = Sender::new(Arc::clone(&self.completions));
        let lane = Lane { engine: engine_of(origin)?, completer };
        lanes.insert(Arc::clone(origin.origin()), lane.clone());
        Ok(lane)
    }

    /// Lets go of all engines.
    pub fn close(&self) {
        let lanes = self.open.take().unwrap_or_default();
        end(lanes.into_values().map(|lane| lane.engine));
    }
}
