//! The files of the inbox page, and the security headers of the page and the control API.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// Allows no script, style, image or frame except these files. A message cannot change that.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub struct InboxFile {
    pub path: &'static str,
    content_type: &'static str,
    text: &'static str,
}

macro_rules! files {
    ($($path:literal $kind:ident $name:literal)+) => {
        pub const FILES: &[InboxFile] = &[$(InboxFile {
            path: $path,
            content_type: $kind,
            text: include_str!(concat!("../../inbox/", $name)),
        }),+];
    };
}

files! {
    "/" HTML "index.html"
    "/inbox/icon.svg" SVG "icon.svg"
    "/inbox/base.css" CSS "base.css"
    "/inbox/views.css" CSS "views.css"
    "/inbox/panels.css" CSS "panels.css"
    "/inbox/app.mjs" JS "app.mjs"
    "/inbox/api.mjs" JS "api.mjs"
    "/inbox/store.mjs" JS "store.mjs"
    "/inbox/dom.mjs" JS "dom.mjs"
    "/inbox/format.mjs" JS "format.mjs"
    "/inbox/conversations.mjs" JS "conversations.mjs"
    "/inbox/thread.mjs" JS "thread.mjs"
    "/inbox/log.mjs" JS "log.mjs"
    "/inbox/stats.mjs" JS "stats.mjs"
    "/inbox/controls.mjs" JS "controls.mjs"
    "/inbox/faults.mjs" JS "faults.mjs"
}

pub fn respond(file: &InboxFile) -> Response {
    let headers = [
        (CONTENT_TYPE, file.content_type),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_FRAME_OPTIONS, "DENY"),
        // Another version of the emulator serves other files at the same URL.
        (CACHE_CONTROL, "no-cache"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    (headers.map(|(name, value)| (name, HeaderValue::from_static(value))), file.text)
        .into_response()
}

/// Prevents other origins from reading or executing responses.
pub fn with_security_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let policy = HeaderName::from_static("cross-origin-resource-policy");
    headers.insert(policy, HeaderValue::from_static("same-origin"));
    response
}
