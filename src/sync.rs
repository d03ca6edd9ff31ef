//! The shared-state types of `queue`. The model checker replaces them with its own.

pub use std::sync::atomic::{AtomicBool, Ordering};
pub use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
