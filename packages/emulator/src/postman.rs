//! Brings messages that are late to their phones when it is time.

use std::{sync::Arc, time::Duration};

use crate::service::Service;

/// A clock that is moved wakes the postman, and so does a new message; this is for the rest.
const LONGEST_REST: Duration = Duration::from_secs(3_600);

pub(crate) async fn deliver(service: Arc<Service>) {
    loop {
        service.deliver_due();
        let rest = service.next_delivery().map_or(LONGEST_REST, Duration::from_millis);
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            () = service.deliveries_changed() => {}
        }
    }
}
