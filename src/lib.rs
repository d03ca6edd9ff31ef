//! Native core of `@baxcloud/baxverify`.
//!
//! `client` is the class that JavaScript sees, `bridge` settles its promises, `queue` and `completions` carry
//! results to it, `runtime` holds the threads, and `http` makes the calls. `docs/architecture.md` shows how they
//! fit together.

pub mod base_url;
mod bridge;
mod call_id;
mod client;
mod completions;
pub mod config;
pub mod error;
pub mod http;
mod lanes;
#[cfg(feature = "panic-probe")]
mod panic_probe;
mod queue;
pub mod redact;
mod report;
mod runtime;
mod sync;
mod types;
