//! What a caller may know about a response besides its body: status, headers, request id, attempts
//! and time.
//!
//! Most callers never ask. A success therefore carries its headers as raw text behind its body, and
//! they are redacted only when JavaScript asks for them. Errors are rare and end up in logs, so
//! their headers are redacted at once.

mod described;
mod fields;
pub(crate) mod headers;
pub(crate) mod request_id;
mod success;

pub(crate) use self::described::Described;
pub(crate) use self::headers::HeaderText;
pub use self::success::Success;
