//! The addon's queue, with loom's locks and atomics in place of the standard library's.
//!
//! The tests check that no wake-up is lost, that none happens after the queue is closed, and that
//! at most one is pending.

#[path = "../../../src/queue.rs"]
pub mod queue;

pub mod sync {
    pub use loom::sync::atomic::{AtomicBool, Ordering};
    pub use loom::sync::{Arc, Mutex, MutexGuard};
    pub use std::sync::PoisonError;
}
