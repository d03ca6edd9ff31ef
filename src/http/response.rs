//! Reads an answer whole, up to a limit.

use std::time::{Duration, SystemTime};

use reqwest::Response;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// Many times the largest page of logs; an answer above it is a fault, and reading on would only
/// fill memory.
pub const MAX_BODY: usize = 8 * 1024 * 1024;

/// An answer that was read to its end.
pub struct Answer {
    pub status: u16,
    pub retry_after: Option<Duration>,
    pub body: Vec<u8>,
}

/// Why an answer whose status is known could not be read to its end.
pub enum Broken {
    Connection(reqwest::Error),
    TooLarge,
}

/// # Errors
/// [`Broken`], where the connection failed or the body passed [`MAX_BODY`].
pub async fn read_body(response: &mut Response) -> Result<Vec<u8>, Broken> {
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok());
    if announced.is_some_and(|length| length > MAX_BODY) {
        return Err(Broken::TooLarge);
    }
    let mut body = Vec::with_capacity(announced.unwrap_or(0));
    while let Some(chunk) = response.chunk().await.map_err(Broken::Connection)? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(Broken::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// How long the service asks to wait: seconds or an HTTP date; anything else counts as absent.
#[must_use]
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    /// A wait that no caller would sit out; above it the number is taken for nonsense.
    const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if value.bytes().all(|byte| byte.is_ascii_digit()) {
        Duration::from_secs(value.parse().ok()?)
    } else {
        // A date that has passed means: now.
        httpdate::parse_http_date(value).ok()?.duration_since(now).unwrap_or_default()
    };
    (wait <= LONGEST).then_some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

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
}
