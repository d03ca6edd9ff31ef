//! One request and its response, and the connections that carry them.

pub(crate) mod keep_alive;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod stale_check;
pub(crate) mod transport;
pub(crate) mod wire_mark;
