//! The emulated service: projects, and the calls that clients make on them.
//!
//! `state` holds [`Service`] and its lock. The other files extend it. `operations` has the calls of
//! clients, `deliveries` delayed messages, `storage` and `persistence` the database. `clocks`,
//! `control`, `message_queries`, `message_deletion`, `daily_counts`, `faults`, `requests`,
//! `webhooks` and `wait_for_message` serve tests and the inbox.

mod access;
mod clocks;
mod control;
mod daily_counts;
mod deliveries;
mod error;
mod events;
mod faults;
mod message;
mod message_deletion;
mod message_log;
mod message_queries;
mod operations;
mod otp;
mod persistence;
mod project;
mod proofs;
mod reports;
mod requests;
mod search;
mod send_limit;
mod state;
mod storage;
mod store;
mod test_numbers;
#[cfg(test)]
mod tests;
mod totals;
mod unwritten;
mod wait_for_message;
mod webhooks;
mod wrong_codes;

pub use self::clocks::ClockChange;
pub use self::control::ProjectView;
pub use self::daily_counts::Day;
pub use self::error::{ControlError, ServiceError};
pub use self::events::Event;
pub use self::message::{Message, MessageView};
pub use self::message_queries::{MessageFilter, MessageScan};
pub use self::reports::LogQuery;
pub use self::search::Search;
pub use self::state::{OnMessage, Service};
pub use self::store::{Store, StoreWrite, StoredProject, StoredState};
pub use self::wait_for_message::{After, WaitEnd};
