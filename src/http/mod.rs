//! The service over HTTP: one [`call`] from an operation to its answer's text or a [`CallError`].
//!
//! Nothing in here knows of Node; the outside hands in values and gets values back.
//!
//! [`call`]: call::call
//! [`CallError`]: crate::error::CallError

pub mod call;
pub mod decode;
mod envelope;
pub mod failure;
pub mod keep_alive;
pub mod last_look;
mod lossy;
pub mod observer;
pub mod operation;
pub mod overdue;
pub mod pem;
pub mod proxy;
pub mod reason;
pub mod request;
pub mod resolver;
pub mod resolver_state;
pub mod response;
pub mod retry;
pub mod roots;
pub mod tls;
pub mod transport;
pub mod verifier;
pub mod wire_mark;
