//! What fault rules make of the delivery of an event.

use super::delivery::{Delivery, DeliveryStatus, Kind};
use super::signature::sign;
use crate::clock::Millis;
use crate::random;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub is_lost: bool,
    pub has_duplicate: bool,
    pub delay_millis: Millis,
    pub forgeries: Vec<Kind>,
}

impl Plan {
    /// Returns all deliveries of an event, in their order. `genuine` is due at once.
    pub fn deliveries(&self, mut genuine: Delivery) -> Vec<Delivery> {
        genuine.next_attempt_at = genuine.next_attempt_at.map(|at| at + self.delay_millis);
        let mut all: Vec<_> = self.forgeries.iter().map(|kind| forge(&genuine, *kind)).collect();
        let duplicate = self.has_duplicate.then(|| again(&genuine, Kind::Duplicate));
        if self.is_lost {
            genuine.status = DeliveryStatus::Lost;
            genuine.next_attempt_at = None;
        }
        all.push(genuine);
        all.extend(duplicate);
        all
    }
}

/// The same delivery under another id.
pub fn again(delivery: &Delivery, kind: Kind) -> Delivery {
    Delivery { id: random::id("whd_"), kind, attempts: Vec::new(), ..delivery.clone() }
}

/// What somebody without the secret could send.
fn forge(genuine: &Delivery, kind: Kind) -> Delivery {
    let mut forged = again(genuine, kind);
    match kind {
        Kind::ForgedSignature => {
            forged.signature = Some(sign(&forged.body, &random::id("whsec_")));
        }
        Kind::MissingSignature => forged.signature = None,
        // The last brace. JSON stays valid, so only the signature tells.
        Kind::AlteredBody => {
            forged.body.pop();
            forged.body.push_str(r#","forged":true}"#);
        }
        Kind::Original | Kind::Duplicate | Kind::Redelivery => {}
    }
    forged
}
