//! Webhooks: signed events about messages, and their deliveries to the endpoints of projects.

mod delivery;
mod endpoint;
mod event;
mod in_flight;
mod open_messages;
mod outbox;
mod plan;
mod post;
mod queue;
mod signature;

pub use self::delivery::{Attempt, Delivery, Kind};
pub use self::endpoint::Endpoint;
pub use self::event::{EventName, Subject};
pub use self::outbox::{Filter, Job, Outbox};
pub use self::plan::Plan;
pub use self::post::post;
