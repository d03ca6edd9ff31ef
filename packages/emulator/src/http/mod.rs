//! The HTTP face of the emulated service.

mod api;
mod control;
mod disturb;
mod failure;
mod guard;
mod input;
mod line;
mod links;
mod pipe;
mod router;
mod server;
#[cfg(test)]
mod tests;

pub(crate) use self::server::serve;
