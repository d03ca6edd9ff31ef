//! Asks a running emulator whether it is healthy, for the health check of a container.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use baxverify_emulator::{Config, shortened_path};

use crate::FAILED;
use crate::http_client::request;
use crate::output::report;

const TIME_LIMIT: Duration = Duration::from_secs(2);

/// Returns exit code 0 if the emulator with this configuration responds.
pub async fn check(Config { host, port, base_path, .. }: &Config) -> u8 {
    let url = format!("http://{}:{port}{base_path}/healthz", reachable(host));
    let shown = shortened_path(&url);
    match request(&url, None, TIME_LIMIT).await {
        Ok(status) if status.is_success() => return 0,
        Ok(status) => report(&format!("{shown} responded with status {}", status.as_u16())),
        Err(reason) => report(&format!("{shown} did not respond: {reason}")),
    }
    FAILED
}

/// An emulator that listens on all addresses is reached by the loopback address.
fn reachable(host: &str) -> String {
    match host.parse() {
        Ok(IpAddr::V4(ip)) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.to_string(),
        Ok(IpAddr::V6(ip)) if ip.is_unspecified() => format!("[{}]", Ipv6Addr::LOCALHOST),
        Ok(IpAddr::V6(ip)) => format!("[{ip}]"),
        _ => host.to_owned(),
    }
}
