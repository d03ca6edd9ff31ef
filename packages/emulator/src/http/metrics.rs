//! The metrics at `/metrics`, in the text format of Prometheus. They contain no phone number, key
//! or project.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::service::Service;

/// The value of the label `operation`. A handler adds it to its response.
#[derive(Clone, Copy)]
pub struct Operation(pub &'static str);

/// Counts responses. The labels have few values, so the memory is bounded.
#[derive(Default)]
pub struct Metrics {
    responses: Mutex<BTreeMap<(&'static str, u16), u64>>,
}

impl Metrics {
    pub fn count(&self, response: &Response) {
        let operation = response.extensions().get::<Operation>().map_or("none", |label| label.0);
        let mut responses = self.responses.lock().unwrap_or_else(PoisonError::into_inner);
        *responses.entry((operation, response.status().as_u16())).or_insert(0) += 1;
    }

    pub fn respond(&self, service: &Service) -> Response {
        let mut text = String::new();
        let mut family = |name: &str, kind: &str, help: &str, samples: &str| {
            // Writing to a string cannot fail.
            let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{samples}");
        };
        let mut samples = String::new();
        for ((operation, status), count) in
            &*self.responses.lock().unwrap_or_else(PoisonError::into_inner)
        {
            let _ = writeln!(
                samples,
                "baxverify_emulator_responses_total{{operation=\"{operation}\",status=\"{status}\"}} {count}"
            );
        }
        let name = "baxverify_emulator_responses_total";
        family(name, "counter", "Responses by operation and status.", &samples);
        let mut gauge = |name: &str, help: &str, value: usize| {
            family(name, "gauge", help, &format!("{name} {value}\n"));
        };
        let (projects, messages) = service.totals();
        gauge("baxverify_emulator_projects", "Projects.", projects);
        gauge("baxverify_emulator_messages", "Messages that are kept.", messages);
        let streams = service.open_streams();
        gauge("baxverify_emulator_open_streams", "Open streams of events.", streams);
        if let Some(bytes) = resident_memory() {
            gauge("process_resident_memory_bytes", "Resident memory of the process.", bytes);
        }
        ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
    }
}

/// Returns the memory of the process in bytes. Only Linux tells it without a library.
fn resident_memory() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: usize = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}
