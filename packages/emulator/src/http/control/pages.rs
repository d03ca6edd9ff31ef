//! Parameters of lists: the size of a page, and where it starts.

use crate::http::error::ApiError;
use crate::http::request::Parameters;

pub const DEFAULT_LIMIT: u32 = 100;
/// Bounds the memory of a response that a slow client has not read.
pub const MAX_LIMIT: u32 = 1_000;

pub fn limit(parameters: &Parameters) -> Result<usize, ApiError> {
    Ok(parameters.number("limit", DEFAULT_LIMIT, 1..=MAX_LIMIT)? as usize)
}

/// Returns the value of `before`: the `next` of the page before.
pub fn before(parameters: &Parameters) -> Result<Option<u64>, ApiError> {
    let number = |text: &str| {
        text.parse().map_err(|_| ApiError::bad_request("before must be the `next` of a page."))
    };
    parameters.text("before").map(number).transpose()
}
