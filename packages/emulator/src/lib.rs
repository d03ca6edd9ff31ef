//! A local emulator of the `BaxVerify` service: a state machine, an HTTP server around it, and a
//! Node addon around both.
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

mod chaos;
mod clock;
mod config;
mod http;
mod jwt;
#[cfg_attr(test, allow(dead_code, reason = "test builds export nothing to Node"))]
mod node;
mod postman;
mod random;
mod seed;
mod service;
mod storage;
