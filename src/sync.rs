//! What `queue` shares state by. A model checker puts its own types in place of these.

pub use std::sync::atomic::{AtomicBool, Ordering};
pub use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
