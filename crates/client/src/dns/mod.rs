//! Name lookups.

pub(crate) mod resolver;
pub(crate) mod resolver_state;
