//! Times that another process can compare, and the processor time of this one.

use std::time::{SystemTime, UNIX_EPOCH};

/// Microseconds since the Unix epoch.
pub fn wall_micros() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

/// Microseconds on a processor so far, or nothing where the system does not tell. This program has
/// one thread that works.
pub fn cpu_micros() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    let nanos: f64 = text.split_ascii_whitespace().next()?.parse().ok()?;
    Some(nanos / 1000.0)
}
