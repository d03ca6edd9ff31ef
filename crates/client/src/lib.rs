//! The client of the `BaxVerify` service: makes one [`Call`], and gives the text of the response or
//! a [`CallError`].
//!
//! This crate does not depend on Node or napi. The addon at the root of the repository uses it.
//!
//! | module | holds |
//! | --- | --- |
//! | `config`, `base_url`, `allowed_hosts` | what a client is set up with |
//! | `operation` | the five operations, and the limits of their parameters |
//! | `call` | one call: attempts, retries, the deadline |
//! | `http` | one request and its response; the connection pool |
//! | `dns`, `proxy`, `tls` | how a connection is made |
//! | `decode` | a response's bytes to JSON text or an error |
//! | `error` | the error of a call; how the errors of libraries are classified |
//! | `metadata` | headers, request id and time of a response |
//! | `redact` | takes secrets out of texts |
//! | `observer` | the events of a call |
//! | `environment` | reads environment variables, on the JavaScript thread |
//!
//! Some items are public only for the property tests and fuzz targets, which are separate crates:
//! the modules `decode`, `proxy`, `redact` and `tls`, and the types [`BufferedResponse`] and
//! [`Context`]. The addon does not use them.

#![warn(missing_docs, unreachable_pub)]

mod allowed_hosts;
mod base_url;
mod call;
mod config;
pub mod decode;
mod dns;
mod environment;
mod error;
#[cfg(test)]
mod fetch_tables;
mod http;
mod metadata;
mod observer;
mod operation;
pub mod proxy;
pub mod redact;
mod time;
pub mod tls;

pub use self::base_url::BaseUrl;
pub use self::call::{Call, Limits, Overdue};
pub use self::config::{Config, Options};
pub use self::environment::read_environment;
pub use self::error::{CallError, Code, Context, Outcome};
pub use self::http::response::BufferedResponse;
pub use self::http::stale_check::EVENT_INTERVAL;
pub use self::http::transport::Transport;
pub use self::metadata::Success;
pub use self::observer::{Event, EventKind, Observer};
pub use self::operation::Operation;
