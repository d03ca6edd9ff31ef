//! A local emulator of the `BaxVerify` service. This crate does not depend on Node or napi. The
//! addon in `addon/` uses it.
//!
//! Modules import only from the layers below their own:
//!
//! 1. `emulator`: starts and stops an emulator, and holds its thread.
//! 2. `http`: the server: the service's API, the control API, the inbox page, the `OpenAPI`
//!    document.
//! 3. `delivery_scheduler`, `webhook_sender` and `sqlite_store`: delayed deliveries, webhooks, the
//!    database file.
//! 4. `service`: the emulated service, a state machine behind one lock.
//! 5. `config` and `seed`: what an emulator starts with.
//! 6. `fault_injection`, `request_journal` and `settings`: fault rules, the calls of clients, the
//!    settings of a project.
//! 7. `webhooks`: events, and their deliveries to the endpoints of projects.
//! 8. `clock`, `json`, `jwt`, `limits`, `phone`, `project_id`, `quote`, `random`: helpers
//!    that do not depend on the rest.
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]
#![allow(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "no crate outside of this package uses this one"
)]

mod clock;
mod config;
mod delivery_scheduler;
mod emulator;
mod fault_injection;
#[cfg(test)]
mod generated;
mod http;
mod json;
mod jwt;
mod limits;
mod phone;
mod project_id;
mod quote;
mod random;
mod request_journal;
mod seed;
mod service;
mod settings;
mod sqlite_store;
mod webhook_sender;
mod webhooks;

pub use self::config::Config;
pub use self::emulator::{Description, Emulator, STOP_GRACE, StartError};
pub use self::json::from_slice;
pub use self::quote::{quoted, shortened, shortened_path};
pub use self::service::{After, ControlError, MessageView, OnMessage, Service, WaitEnd};
