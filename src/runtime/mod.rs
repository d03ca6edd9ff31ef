//! The threads that make calls, and the one that watches their deadlines.

mod clock;
mod engine;
mod registry;

pub use clock::{Alarm, Clock};
pub use engine::{Engine, Job};
pub use registry::{end, engine_of};
