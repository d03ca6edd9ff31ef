//! Makes the attempts of webhooks when they are due.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::service::Service;
use crate::webhooks;

/// The maximum sleep. A new delivery or a change of the clock wakes the sender.
const MAX_SLEEP: Duration = Duration::from_secs(3_600);

/// Runs until it is dropped, which ends the attempts in flight.
pub async fn run(service: Arc<Service>) {
    let mut in_flight = JoinSet::new();
    loop {
        for job in service.due_webhooks() {
            let service = Arc::clone(&service);
            in_flight.spawn(async move {
                let began = Instant::now();
                let result = webhooks::post(&job).await;
                service.finish_webhook(&job, result, began.elapsed());
            });
        }
        let sleep = service.next_webhook().map_or(MAX_SLEEP, Duration::from_millis);
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            () = service.webhooks_changed() => {}
            Some(_) = in_flight.join_next() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::run;
    use crate::clock::Clock;
    use crate::config::Config;
    use crate::fault_injection::Delivery;
    use crate::service::Service;

    #[tokio::test]
    async fn projects_whose_receiver_hangs_do_not_delay_a_healthy_one() {
        let hanging = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let healthy = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let config = Config::default();
        let service = Arc::new(Service::new(&config, Clock::system(), None));
        let send = |id: &str, to: &TcpListener| {
            let url = format!("http://{}/", to.local_addr().unwrap());
            let patch = serde_json::json!({ "projectId": id, "webhook": { "url": url } });
            service.update_project(serde_json::from_value(patch).unwrap()).unwrap();
            service.send(id, "+4366412345678", None, Delivery::OnTime).unwrap();
        };
        // More than three times the attempts in flight of all projects. Without the limit of each
        // receiver, the healthy one would wait for three rounds of attempts that end after 10 s.
        for project in 0..900 {
            send(&format!("p{project}"), &hanging);
        }
        send("zz", &healthy);
        let sender = tokio::spawn(run(Arc::clone(&service)));
        let (mut stream, _) =
            tokio::time::timeout(Duration::from_secs(25), healthy.accept()).await.unwrap().unwrap();
        let mut start = [0; 6];
        stream.read_exact(&mut start).await.unwrap();
        assert_eq!(&start, b"POST /");
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
        sender.abort();
    }
}
