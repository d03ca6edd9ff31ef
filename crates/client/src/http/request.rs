//! Builds the request of each attempt.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use baxverify_wire::Verb;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use reqwest::{Method, Request, Url};

use super::wire_mark::Attempt;
use crate::config::Config;
use crate::error::CallError;
use crate::operation::Operation;

/// The parts that all attempts of a call share.
pub(crate) struct Template {
    method: Method,
    url: Url,
    body: Option<Bytes>,
}

impl Template {
    /// # Errors
    /// None in practice. A body that cannot be JSON would be a bug of this library.
    pub(crate) fn new(config: &Config, operation: &Operation) -> Result<Self, CallError> {
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

    /// A request for one attempt. The attempt is marked as sent when the request begins to be
    /// written.
    #[must_use]
    pub(crate) fn request(&self, config: &Config, attempt: &Attempt) -> Request {
        let mut request = Request::new(self.method.clone(), self.url.clone());
        request.headers_mut().clone_from(&config.headers);
        if let Some(body) = &self.body {
            let body = MarkedBody { data: Some(body.clone()), attempt: attempt.clone() };
            *request.body_mut() = Some(reqwest::Body::wrap(body));
        } else {
            // Only reading the body would show when the request is written, so assume that it is
            // sent.
            let _ = attempt.take();
        }
        request
    }
}

struct MarkedBody {
    data: Option<Bytes>,
    attempt: Attempt,
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
        Poll::Ready(if self.attempt.take() {
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

    use super::super::wire_mark::WireMark;
    use super::*;
    use crate::config::Options;

    fn config() -> Config {
        Config::new(Options {
            project_id: "p".into(),
            api_key: "k".into(),
            base_url: "http://localhost:1/v1/".into(),
            allowed_hosts: None,
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
    fn a_body_is_either_written_or_withdrawn() {
        let frame = |attempt: &Attempt| {
            let mut body = MarkedBody { data: Some(Bytes::from("{}")), attempt: attempt.clone() };
            Pin::new(&mut body).poll_frame(&mut Context::from_waker(std::task::Waker::noop()))
        };
        let withdrawn = WireMark::default().begin().expect("open");
        assert!(withdrawn.withdraw());
        assert!(matches!(frame(&withdrawn), Poll::Ready(Some(Err(Withdrawn)))));
        assert!(withdrawn.withdraw());

        let written = WireMark::default().begin().expect("open");
        assert!(matches!(frame(&written), Poll::Ready(Some(Ok(_)))));
        assert!(!written.withdraw());
    }

    #[test]
    fn only_a_body_tells_when_it_is_written() {
        let attempt = |operation| {
            let template = Template::new(&config(), &operation).expect("valid");
            let attempt = WireMark::default().begin().expect("open");
            let _request = template.request(&config(), &attempt);
            attempt
        };
        let write = Operation::Send(SendOtp { phone: "+431".into(), purpose: None });
        assert!(attempt(write).withdraw());
        assert!(!attempt(Operation::Logs(ListLogs::default())).withdraw());
    }
}
