//! Delivers delayed messages when they are due.

use std::sync::Arc;
use std::time::Duration;

use crate::service::Service;

/// The maximum sleep. A new delayed message or a change of the clock wakes the scheduler.
const MAX_SLEEP: Duration = Duration::from_secs(3_600);

/// Runs until it is dropped.
pub async fn run(service: Arc<Service>) {
    loop {
        service.deliver_due();
        let sleep = service.next_delivery().map_or(MAX_SLEEP, Duration::from_millis);
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            () = service.deliveries_changed() => {}
        }
    }
}
