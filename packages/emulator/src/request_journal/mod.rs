//! A journal of the calls that clients made, in bounded memory. It never holds a key or a proof.

mod curl;
mod entry;
mod filter;
mod journal;
mod redaction;

pub use self::entry::{FaultEffect, Outcome, RequestDraft, RequestView};
pub use self::filter::{FilterTexts, RequestCounts, RequestFilter};
pub use self::journal::{Journal, RequestPage};
