//! Name lookups by the system, one at a time for each name.
//!
//! The system's resolver blocks a thread until it answers or gives up. That takes many seconds if a
//! name server is silent. All calls that wait for a name share one lookup, and so one thread.

use std::collections::HashMap;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::resolver_state;

type Lookup = fn(&str) -> io::Result<Vec<SocketAddr>>;
/// `None` until the lookup ends. The error is kept as its kind; reqwest adds that it came from a
/// name lookup.
type Found = Option<Result<Arc<[SocketAddr]>, io::ErrorKind>>;

/// The lookups of one connection pool.
pub(crate) struct Resolver {
    running: Arc<Mutex<HashMap<String, watch::Receiver<Found>>>>,
    lookup: Lookup,
}

impl Resolver {
    #[must_use]
    pub(crate) fn of_system() -> Self {
        Self::new(|name| {
            resolver_state::prepare_thread();
            // The request adds its port.
            (name, 0).to_socket_addrs().map(Iterator::collect)
        })
    }

    fn new(lookup: Lookup) -> Self {
        Self { running: Arc::default(), lookup }
    }

    /// The result of the running lookup of this name, or of a new one.
    fn found(&self, name: &str) -> watch::Receiver<Found> {
        let mut running = lock(&self.running);
        if let Some(found) = running.get(name) {
            return found.clone();
        }
        let (sender, found) = watch::channel(None);
        running.insert(name.to_owned(), found.clone());
        let ending = Ending { name: name.to_owned(), running: Arc::clone(&self.running) };
        let lookup = self.lookup;
        spawn_blocking(move || {
            let found = lookup(&ending.name).map(Arc::from).map_err(|error| error.kind());
            // In this order: a call that comes after the result starts a new lookup.
            drop(ending);
            sender.send_replace(Some(found));
        });
        found
    }
}

/// Removes a lookup from the running ones when it ends, panics, or never runs.
struct Ending {
    name: String,
    running: Arc<Mutex<HashMap<String, watch::Receiver<Found>>>>,
}

impl Drop for Ending {
    fn drop(&mut self) {
        lock(&self.running).remove(&self.name);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let mut found = self.found(name.as_str());
        Box::pin(async move {
            let broken = || io::Error::from(io::ErrorKind::Other);
            let found = found.wait_for(Option::is_some).await.map_err(|_| broken())?.clone();
            let addresses = found.ok_or_else(broken)?.map_err(io::Error::from)?.to_vec();
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime")
    }

    async fn resolve(resolver: &Resolver, name: &str) -> Result<Vec<SocketAddr>, String> {
        let name: Name = name.parse().expect("a name");
        let found = resolver.resolve(name).await;
        found.map(Iterator::collect).map_err(|error| error.to_string())
    }

    #[test]
    fn the_system_knows_this_machine() {
        let found = runtime().block_on(resolve(&Resolver::of_system(), "localhost"));
        assert!(found.is_ok_and(|found| found.iter().all(|address| address.ip().is_loopback())));
    }

    #[test]
    fn calls_that_wait_for_a_name_share_a_lookup() {
        static LOOKUPS: AtomicUsize = AtomicUsize::new(0);
        let resolver = Resolver::new(|_| {
            LOOKUPS.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(50));
            Ok(vec![([127, 0, 0, 1], 0).into()])
        });
        runtime().block_on(async {
            let both = tokio::join!(resolve(&resolver, "a"), resolve(&resolver, "a"));
            assert_eq!(both.0.map(|found| found.len()), Ok(1));
            assert_eq!(both.1.map(|found| found.len()), Ok(1));
            assert_eq!(LOOKUPS.load(Ordering::SeqCst), 1);
            // Results are not cached, because names move.
            assert!(resolve(&resolver, "a").await.is_ok());
            assert_eq!(LOOKUPS.load(Ordering::SeqCst), 2);
            assert!(lock(&resolver.running).is_empty());
        });
    }

    #[test]
    fn failures_and_panics_are_told_to_all() {
        let resolver = Resolver::new(|name| match name {
            "panic" => panic!("in a lookup, on purpose"),
            _ => Err(io::ErrorKind::NotFound.into()),
        });
        runtime().block_on(async {
            assert!(resolve(&resolver, "nowhere").await.is_err());
            assert!(resolve(&resolver, "panic").await.is_err());
            assert!(lock(&resolver.running).is_empty());
        });
    }
}
