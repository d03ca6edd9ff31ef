//! What the server says: the two answers, made once.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::fmt::Write as _;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response};

use crate::clock::wall_micros;

/// How many answers back [`Answers::between`] remembers.
const REMEMBERED: usize = 4096;
const ROWS: usize = 100;

/// The answers, and when the latest were given.
pub struct Answers {
    sent: Bytes,
    page: Bytes,
    given: RefCell<VecDeque<u64>>,
}

impl Answers {
    pub fn new() -> Self {
        let given = RefCell::new(VecDeque::with_capacity(REMEMBERED));
        Self { sent: sent().into(), page: page().into(), given }
    }

    /// A POST, wherever it goes, gets the small answer, and a GET the page: the SDKs of other
    /// services use other paths.
    pub async fn answer(
        &self,
        request: Request<Incoming>,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let body = if request.method() == Method::GET { &self.page } else { &self.sent };
        // A connection can only be used again once the request was read whole.
        let _ = request.into_body().collect().await;
        let mut given = self.given.borrow_mut();
        if given.len() == REMEMBERED {
            given.pop_front();
        }
        given.push_back(wall_micros());
        let mut response = Response::new(Full::new(body.clone()));
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        Ok(response)
    }

    /// How many of the remembered answers were given in that time.
    pub fn between(&self, from: u64, to: u64) -> usize {
        self.given.borrow().iter().filter(|at| (from..=to).contains(at)).count()
    }
}

/// 200 bytes of JSON.
fn sent() -> String {
    let head = r#"{"expiresInSeconds":300,"requestId":"req_01hzx3v9k2m4n6p8q0r2s4t6v8","phone":"+4366412345678","purpose":"LOGIN","note":""#;
    let tail = "\"}";
    let fill = "x".repeat(200 - head.len() - tail.len());
    format!("{head}{fill}{tail}")
}

/// A page of the delivery log, about 20 kB.
fn page() -> String {
    let mut text = String::from(r#"{"items":["#);
    for row in 0..ROWS {
        let comma = if row == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            r#"{comma}{{"id":"msg_01hzx3v9k2m4n6p8q0r2s4{row:04}","phone":"+43664{row:08}","purpose":"LOGIN","status":"VERIFIED","createdAt":"2026-01-01T10:{:02}:00.000Z","verifiedAt":"2026-01-01T10:{:02}:21.000Z"}}"#,
            row % 60,
            row % 60,
        );
    }
    let _ = write!(text, r#"],"total":{ROWS},"page":1,"limit":{ROWS}}}"#);
    text
}
