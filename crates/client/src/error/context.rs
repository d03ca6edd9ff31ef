//! The facts of a call that its error needs.

use crate::redact::Secrets;

/// The call that an error belongs to.
pub struct Context<'a> {
    /// Builds the secrets of the call. Called only for errors that repeat text of the service.
    pub secrets: &'a (dyn Fn() -> Secrets + Sync),
    /// The request's path, without its query.
    pub path: &'a str,
    /// Whether the request may be repeated without a further effect.
    pub idempotent: bool,
}
