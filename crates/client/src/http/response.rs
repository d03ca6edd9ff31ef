//! Reads whole responses, up to a limit.

use std::time::{Duration, SystemTime};

use reqwest::Response;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// Bytes. Many times the largest page of logs. A larger body is a fault, and would only fill
/// memory.
pub(crate) const MAX_BODY: usize = 8 * 1024 * 1024;

/// Bytes.
const SPARE: usize = 512;

/// A response that was read to its end.
pub struct BufferedResponse {
    /// The HTTP status.
    pub status: u16,
    /// The wait of `Retry-After`, if the server asks for one.
    pub retry_after: Option<Duration>,
    /// The bytes of the body.
    pub body: Vec<u8>,
}

/// Why the body of a response could not be read.
pub(crate) enum BodyError {
    Connection(reqwest::Error),
    TooLarge,
}

/// # Errors
/// [`BodyError`] if the connection failed or the body is larger than [`MAX_BODY`].
pub(crate) async fn read_body(response: &mut Response) -> Result<Vec<u8>, BodyError> {
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok());
    if announced.is_some_and(|length| length > MAX_BODY) {
        return Err(BodyError::TooLarge);
    }
    // With room for the metadata of the response.
    let mut body = Vec::with_capacity(announced.map_or(0, |length| length + SPARE));
    while let Some(chunk) = response.chunk().await.map_err(BodyError::Connection)? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(BodyError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The wait that a `Retry-After` header asks for: seconds or an HTTP date. Anything else counts as
/// absent.
#[must_use]
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    /// A longer wait counts as nonsense.
    const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if value.bytes().all(|byte| byte.is_ascii_digit()) {
        Duration::from_secs(value.parse().ok()?)
    } else {
        // A date in the past means now.
        httpdate::parse_http_date(value).ok()?.duration_since(now).unwrap_or_default()
    };
    (wait <= LONGEST).then_some(wait)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    use super::*;

    fn parse(value: &'static str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static(value));
        // 1994-11-06 08:49:30 UTC
        retry_after(&headers, SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_770))
    }

    #[test]
    fn retry_after_comes_as_seconds_or_a_date() {
        assert_eq!(parse("7"), Some(Duration::from_secs(7)));
        assert_eq!(parse(" 0 "), Some(Duration::ZERO));
        assert_eq!(parse("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::from_secs(7)));
        assert_eq!(parse("Sun, 06 Nov 1994 08:49:00 GMT"), Some(Duration::ZERO));
    }

    #[test]
    fn nonsense_counts_as_absent() {
        for value in
            ["", "soon", "-1", "1.5", "99999999999999999999999", "9999999999", "Someday, 99 Foo"]
        {
            assert_eq!(parse(value), None, "{value}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), SystemTime::now()), None);
    }

    proptest! {
        #[test]
        fn retry_after_never_exceeds_a_year_or_so(value in prop::collection::vec(32_u8..=255, 0..40)) {
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                headers.insert(RETRY_AFTER, value);
            }
            let wait = retry_after(&headers, SystemTime::now());
            prop_assert!(wait.unwrap_or_default() <= Duration::from_secs(366 * 24 * 3600));
        }
    }
}
