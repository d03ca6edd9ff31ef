//! The routes of the control API and their handlers.

pub mod clock;
pub mod faults;
pub mod messages;
pub mod pages;
pub mod projects;
pub mod requests;
pub mod routes;
pub mod webhooks;
