//! Compiles the parts of the addon that do not depend on Node, so that their unit tests can run.
//!
//! Node provides the functions of Node-API, so a test binary of the addon itself cannot be linked.

#![allow(dead_code, unused_imports, reason = "the addon uses them")]

#[path = "../../../src/queue.rs"]
mod queue;
#[path = "../../../src/runtime/mod.rs"]
mod runtime;
#[path = "../../../src/sync.rs"]
mod sync;
