//! The request headers that the service reads.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use baxverify_wire::PROJECT_HEADER;

pub fn project_id(headers: &HeaderMap) -> Option<&str> {
    let id = headers.get(PROJECT_HEADER)?.to_str().ok()?.trim();
    (!id.is_empty()).then_some(id)
}

pub fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
