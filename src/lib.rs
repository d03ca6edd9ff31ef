//! The native addon of `@baxcloud/baxverify`.
//!
//! `client` is the class that JavaScript sees. `bridge` settles its promises, `queue` and
//! `completions` carry results to it, and `runtime` has the threads. The crate `baxverify-client`
//! makes the calls. `docs/architecture.md` shows how the parts fit together.

mod bridge;
mod call_id;
mod client;
mod completions;
mod engines;
#[cfg(feature = "panic-probe")]
mod panic_probe;
mod promise;
mod queue;
mod report;
mod runtime;
mod sync;
mod types;
