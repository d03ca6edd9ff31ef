//! Fault injection: rules select calls and say what goes wrong. A seed makes them reproducible.

mod active_rules;
mod effects;
mod rule;
mod seeded_rng;

pub use self::active_rules::{ActiveRules, FaultView};
pub use self::effects::{CallEffects, CallInfo, Delivery, ResponseFaultKind, WebhookInfo};
pub use self::rule::Rule;
