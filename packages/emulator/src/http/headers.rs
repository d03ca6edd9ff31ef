//! What the service reads of the head of a request.

use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use baxverify_wire::PROJECT_HEADER;

/// What the client sent, with the base path. An extension of the request.
#[derive(Clone)]
pub struct OriginalUri(pub Uri);

pub fn original_uri(request: &Parts) -> &Uri {
    let original = request.extensions.get::<OriginalUri>();
    original.map_or(&request.uri, |OriginalUri(uri)| uri)
}

pub fn project_id(headers: &HeaderMap) -> Option<&str> {
    let id = headers.get(PROJECT_HEADER)?.to_str().ok()?.trim();
    (!id.is_empty()).then_some(id)
}

pub fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
