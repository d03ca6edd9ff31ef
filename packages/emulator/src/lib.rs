//! A local emulator of the `BaxVerify` service, as a Node addon.
//!
//! Modules import only from the layers below their own:
//!
//! 1. `node`: the functions that JavaScript calls, and the thread of each emulator.
//! 2. `http`: the server: the service's API, the control API, the inbox page, the `OpenAPI`
//!    document.
//! 3. `delivery_scheduler` and `sqlite_store`: delayed deliveries, the database file.
//! 4. `service`: the emulated service, a state machine behind one lock.
//! 5. `config` and `seed`: what an emulator starts with.
//! 6. `fault_injection` and `settings`: fault rules, the settings of a project.
//! 7. `clock`, `json`, `jwt`, `limits`, `phone`, `random`: helpers that do not depend on the rest.
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

mod clock;
mod config;
mod delivery_scheduler;
mod fault_injection;
mod http;
mod json;
mod jwt;
mod limits;
#[cfg_attr(test, allow(dead_code, reason = "test builds export nothing to Node"))]
mod node;
mod phone;
mod random;
mod seed;
mod service;
mod settings;
mod sqlite_store;
