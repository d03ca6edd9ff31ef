//! The same rounds as the Node clients make, one round per line of standard input.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use serde::Deserialize;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader, stdin};
use tokio::task::spawn_local;

use crate::Result;
use crate::clock::cpu_micros;
use crate::connect::{Sender, Target};

/// A stop for rounds that run away.
const MOST_CALLS: usize = 2_000_000;

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Round {
    workload: Workload,
    in_flight: usize,
    warm_ms: u64,
    measure_ms: u64,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Workload {
    Send,
    Page,
}

/// What all lanes of a round write into.
struct Meter {
    from: Instant,
    until: Instant,
    began: Option<(Instant, Option<f64>)>,
    ended: Option<(Instant, Option<f64>)>,
    latencies: Vec<f64>,
}

pub async fn load(protocol: &str, port: u16, authority: &Path) -> Result<()> {
    let target = Rc::new(Target::new(protocol, port, authority)?);
    println!("{}", json!({ "ready": true }));
    let mut lines = BufReader::new(stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        println!("{}", run(&target, serde_json::from_str(&line)?).await?);
    }
    Ok(())
}

async fn run(target: &Rc<Target>, round: Round) -> Result<serde_json::Value> {
    let mut senders: Vec<Sender> = Vec::with_capacity(round.in_flight);
    for _ in 0..round.in_flight {
        let sender = match senders.first().and_then(Sender::share) {
            Some(sender) => sender,
            None => target.connect().await?,
        };
        senders.push(sender);
    }
    let from = Instant::now() + Duration::from_millis(round.warm_ms);
    let until = from + Duration::from_millis(round.measure_ms);
    let meter =
        Rc::new(RefCell::new(Meter { from, until, began: None, ended: None, latencies: vec![] }));
    let mut lanes = Vec::with_capacity(round.in_flight);
    for sender in senders {
        let lane = lane(Rc::clone(target), sender, round.workload, Rc::clone(&meter));
        lanes.push(spawn_local(async move { lane.await.map_err(|error| error.to_string()) }));
    }
    for lane in lanes {
        lane.await??;
    }
    let meter = meter.borrow();
    let (Some((began, cpu_from)), Some((ended, cpu_to))) = (meter.began, meter.ended) else {
        return Err("the round was too short".into());
    };
    let mut latencies = meter.latencies.clone();
    latencies.sort_by(f64::total_cmp);
    Ok(json!({
        "calls": latencies.len(),
        "seconds": (ended - began).as_secs_f64(),
        "processMicros": cpu_from.zip(cpu_to).map(|(from, to)| to - from),
        "p50": latencies.get(latencies.len() / 2),
        "p99": latencies.get(latencies.len() * 99 / 100),
    }))
}

async fn lane(
    target: Rc<Target>,
    mut sender: Sender,
    workload: Workload,
    meter: Rc<RefCell<Meter>>,
) -> Result<()> {
    loop {
        let asked = Instant::now();
        let answer = sender.send(request(&target, workload)?).await?;
        if !answer.status().is_success() {
            return Err("an unexpected status".into());
        }
        let body = answer.into_body().collect().await?.to_bytes();
        drop(body);
        let now = Instant::now();
        if meter.borrow_mut().note(asked, now) {
            return Ok(());
        }
    }
}

impl Meter {
    /// Takes a call down; tells whether the round is over.
    fn note(&mut self, asked: Instant, now: Instant) -> bool {
        if self.ended.is_some() {
            return true;
        }
        if self.began.is_some() {
            self.latencies.push((now - asked).as_secs_f64() * 1000.0);
        } else if now >= self.from {
            self.began = Some((now, cpu_micros()));
        }
        if now >= self.until || self.latencies.len() >= MOST_CALLS {
            self.ended = Some((now, cpu_micros()));
        }
        self.ended.is_some()
    }
}

fn request(target: &Target, workload: Workload) -> Result<Request<Full<Bytes>>> {
    let (method, path, body) = match workload {
        Workload::Send => {
            ("POST", "/v1/auth/sms/send", r#"{"phone":"+4366412345678","purpose":"LOGIN"}"#)
        }
        Workload::Page => ("GET", "/v1/auth/sms/logs?page=1&limit=100", ""),
    };
    let mut request = Request::builder()
        .method(method)
        .header(AUTHORIZATION, "Bearer bax_sk_benchmark")
        .header("x-project-id", "proj_benchmark")
        .header(CONTENT_TYPE, "application/json");
    request = if target.http2 {
        request.uri(format!("https://{}{path}", target.authority()))
    } else {
        request.uri(path).header(HOST, target.authority())
    };
    Ok(request.body(Full::from(body))?)
}
