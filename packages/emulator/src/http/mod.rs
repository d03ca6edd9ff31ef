//! The HTTP face of the emulated service.

mod api;
mod control;
mod failure;
mod guard;
mod input;
mod links;
mod router;
mod server;
#[cfg(test)]
mod tests;

pub(crate) use self::server::serve;
