//! The HTTP face of the emulated service.

mod api;
mod control;
mod disturb;
mod events;
mod failure;
mod guard;
mod input;
mod line;
mod links;
mod openapi;
mod page;
mod pipe;
mod router;
mod server;
#[cfg(test)]
mod tests;

pub(crate) use self::server::serve;
