//! A local emulator of the `BaxVerify` service: a state machine, an HTTP server around it, and a
//! Node addon around both.

mod clock;
mod config;
mod http;
#[cfg_attr(test, allow(dead_code, reason = "test builds export nothing to Node"))]
mod node;
mod random;
mod service;
