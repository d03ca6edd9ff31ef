//! The addon's queue, with loom's locks and atomics in place of the standard library's.
//!
//! Held here: no wake-up is lost, none happens after the queue is closed, and at most one is on its way.

#[path = "../../../src/queue.rs"]
pub mod queue;

pub mod sync {
    pub use loom::sync::atomic::{AtomicBool, Ordering};
    pub use loom::sync::{Arc, Mutex, MutexGuard};
    pub use std::sync::PoisonError;
}
