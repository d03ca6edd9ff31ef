//! The error of a call: its code, outcome, message and causes.
//!
//! | submodule | errors |
//! | --- | --- |
//! | `call_error` | the type itself |
//! | `context` | the facts of a call that its error needs |
//! | `response` | a response that cannot be used |
//! | `network` | no complete response; how far the request got |
//! | `explanation` | message and cause of a network error |
//! | `tls`, `proxy`, `resource_limit` | its parts |
//! | `source` | how the sources of a library's error are searched |
//!
//! All parts are safe to print. Messages are ours. What the service sends is redacted first, and
//! what libraries print is never shown.

mod call_error;
mod context;
mod explanation;
mod network;
mod proxy;
mod resource_limit;
mod response;
mod source;
mod tls;

pub use self::call_error::{CallError, Code, Outcome};
pub use self::context::Context;
pub(crate) use self::response::is_transient;
