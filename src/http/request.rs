//! A request of its own for every attempt, and whether it got as far as the wire.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use baxverify_wire::Verb;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use reqwest::{Method, Request, Url};

use super::operation::Operation;
use crate::config::Config;
use crate::error::CallError;

/// What all attempts of a call have in common.
pub struct Template {
    method: Method,
    url: Url,
    body: Option<Bytes>,
}

impl Template {
    /// # Errors
    /// None by intent; a body that cannot be JSON would be a fault of this library.
    pub fn new(config: &Config, operation: &Operation) -> Result<Self, CallError> {
        let route = operation.route();
        let mut url = config.url(route).clone();
        let query = operation.query();
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let method = match route.verb() {
            Verb::Get => Method::GET,
            Verb::Post => Method::POST,
        };
        let body = operation.body().map_err(|_| CallError::internal())?.map(Bytes::from);
        Ok(Self { method, url, body })
    }

    /// A request for one attempt, with a mark that tells whether it was begun to be written.
    #[must_use]
    pub fn request(&self, config: &Config) -> (Request, WireMark) {
        let mut request = Request::new(self.method.clone(), self.url.clone());
        request.headers_mut().clone_from(&config.headers);
        let mark = WireMark::default();
        if let Some(body) = &self.body {
            let body = MarkedBody { data: Some(body.clone()), mark: mark.clone() };
            *request.body_mut() = Some(reqwest::Body::wrap(body));
        } else {
            // There is no body whose reading would tell, so assume the worst.
            mark.take();
        }
        (request, mark)
    }
}

/// Decides once and for all whether a request counts as sent.
///
/// The HTTP stack takes the body to write it, on whichever thread the connection lives; a call that ends
/// withdraws it. Whoever is first wins: a body that was withdrawn is never written, and without its body
/// none of the POST routes can do anything.
#[derive(Clone, Default)]
pub struct WireMark(Arc<AtomicU8>);

const OPEN: u8 = 0;
const TAKEN: u8 = 1;
const WITHDRAWN: u8 = 2;

impl WireMark {
    /// Whether the body may be written from here on.
    fn take(&self) -> bool {
        self.decide(TAKEN)
    }

    /// Whether the request was kept from being sent. `false` if it may have been.
    #[must_use]
    pub fn withdraw(&self) -> bool {
        self.decide(WITHDRAWN)
    }

    fn decide(&self, wanted: u8) -> bool {
        let decision = self.0.compare_exchange(OPEN, wanted, Ordering::AcqRel, Ordering::Acquire);
        decision.is_ok() || decision == Err(wanted)
    }
}

struct MarkedBody {
    data: Option<Bytes>,
    mark: WireMark,
}

/// The call ended before its request was written.
#[derive(Debug)]
struct Withdrawn;

impl fmt::Display for Withdrawn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the request was withdrawn")
    }
}

impl std::error::Error for Withdrawn {}

impl Body for MarkedBody {
    type Data = Bytes;
    type Error = Withdrawn;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Withdrawn>>> {
        Poll::Ready(if self.mark.take() {
            self.data.take().map(|data| Ok(Frame::data(data)))
        } else {
            Some(Err(Withdrawn))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.data.as_ref().map_or(0, |data| data.len() as u64))
    }
}

#[cfg(test)]
mod tests {
    use baxverify_wire::{ListLogs, SendOtp};

    use super::*;
    use crate::config::Options;

    fn config() -> Config {
        Config::new(Options {
            project_id: "p".into(),
            api_key: "k".into(),
            base_url: "http://localhost:1/v1/".into(),
            platform: String::new(),
        })
        .expect("valid")
    }

    #[test]
    fn queries_are_encoded_and_empty_ones_left_out() {
        let url = |query| Template::new(&config(), &Operation::Logs(query)).expect("valid").url;
        assert_eq!(url(ListLogs::default()).as_str(), "http://localhost:1/v1/auth/sms/logs");
        assert_eq!(
            url(ListLogs {
                phone: Some("+43 1&2".into()),
                status: Some("SENT".into()),
                page: Some(2),
                limit: None
            })
            .as_str(),
            "http://localhost:1/v1/auth/sms/logs?phone=%2B43+1%262&status=SENT&page=2"
        );
    }

    #[test]
    fn each_attempt_has_a_mark_of_its_own() {
        let operation = Operation::Send(SendOtp { phone: "+431".into(), purpose: None });
        let template = Template::new(&config(), &operation).expect("valid");
        let (_, first) = template.request(&config());
        let (_, second) = template.request(&config());
        assert!(first.take());
        assert!(second.withdraw());
    }

    #[test]
    fn a_body_is_either_written_or_withdrawn() {
        let frame = |mark: &WireMark| {
            let mut body = MarkedBody { data: Some(Bytes::from("{}")), mark: mark.clone() };
            Pin::new(&mut body).poll_frame(&mut Context::from_waker(std::task::Waker::noop()))
        };
        let withdrawn = WireMark::default();
        assert!(withdrawn.withdraw());
        assert!(matches!(frame(&withdrawn), Poll::Ready(Some(Err(Withdrawn)))));
        assert!(withdrawn.withdraw());

        let written = WireMark::default();
        assert!(matches!(frame(&written), Poll::Ready(Some(Ok(_)))));
        assert!(!written.withdraw());
    }
}
