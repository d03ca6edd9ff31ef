//! Makes the attempts of webhooks when they are due.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::service::Service;
use crate::webhooks;

/// The maximum sleep. A new delivery or a change of the clock wakes the sender.
const MAX_SLEEP: Duration = Duration::from_secs(3_600);

/// Attempts in flight, for all projects together.
const MAX_IN_FLIGHT: usize = 256;

/// Runs until it is dropped, which ends the attempts in flight.
pub async fn run(service: Arc<Service>) {
    let mut in_flight = JoinSet::new();
    loop {
        for job in service.due_webhooks(MAX_IN_FLIGHT - in_flight.len()) {
            let service = Arc::clone(&service);
            in_flight.spawn(async move {
                let began = Instant::now();
                let result = webhooks::post(&job).await;
                service.finish_webhook(&job, result, began.elapsed());
            });
        }
        let is_full = in_flight.len() >= MAX_IN_FLIGHT;
        let next = if is_full { None } else { service.next_webhook() };
        let sleep = next.map_or(MAX_SLEEP, Duration::from_millis);
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            () = service.webhooks_changed() => {}
            Some(_) = in_flight.join_next() => {}
        }
    }
}
