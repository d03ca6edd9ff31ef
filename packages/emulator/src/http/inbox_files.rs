//! The files of the inbox page, and the security headers of the page and the control API.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};

pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const CSS: &str = "text/css; charset=utf-8";
pub(super) const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// Allows no script, style, image or frame except these files. A message cannot change that.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub struct InboxFile {
    pub path: &'static str,
    pub(super) content_type: &'static str,
    pub(super) text: &'static str,
}

macro_rules! files {
    ($folder:literal $($path:literal $kind:ident $name:literal)+) => {
        pub const FILES: &[InboxFile] = &[$(InboxFile {
            path: $path,
            content_type: $kind,
            text: include_str!(concat!("../../", $folder, "/", $name)),
        }),+];
    };
}
pub(super) use files;

files! {
    "inbox"
    "/" HTML "index.html"
    "/inbox/icon.svg" SVG "icon.svg"
    "/inbox/badges/1.svg" SVG "badges/1.svg"
    "/inbox/badges/2.svg" SVG "badges/2.svg"
    "/inbox/badges/3.svg" SVG "badges/3.svg"
    "/inbox/badges/4.svg" SVG "badges/4.svg"
    "/inbox/badges/5.svg" SVG "badges/5.svg"
    "/inbox/badges/6.svg" SVG "badges/6.svg"
    "/inbox/badges/7.svg" SVG "badges/7.svg"
    "/inbox/badges/8.svg" SVG "badges/8.svg"
    "/inbox/badges/9.svg" SVG "badges/9.svg"
    "/inbox/base.css" CSS "base.css"
    "/inbox/header.css" CSS "header.css"
    "/inbox/views.css" CSS "views.css"
    "/inbox/status.css" CSS "status.css"
    "/inbox/tables.css" CSS "tables.css"
    "/inbox/panels.css" CSS "panels.css"
    "/inbox/narrow.css" CSS "narrow.css"
    "/inbox/forced-colors.css" CSS "forced-colors.css"
    "/inbox/actions.mjs" JS "actions.mjs"
    "/inbox/announcer.mjs" JS "announcer.mjs"
    "/inbox/api.mjs" JS "api.mjs"
    "/inbox/app.mjs" JS "app.mjs"
    "/inbox/chart.mjs" JS "chart.mjs"
    "/inbox/clipboard.mjs" JS "clipboard.mjs"
    "/inbox/clocks.mjs" JS "clocks.mjs"
    "/inbox/connection.mjs" JS "connection.mjs"
    "/inbox/controls.mjs" JS "controls.mjs"
    "/inbox/conversations.mjs" JS "conversations.mjs"
    "/inbox/countdown.mjs" JS "countdown.mjs"
    "/inbox/deletion.mjs" JS "deletion.mjs"
    "/inbox/deliveries.mjs" JS "deliveries.mjs"
    "/inbox/dom.mjs" JS "dom.mjs"
    "/inbox/empty.mjs" JS "empty.mjs"
    "/inbox/error-codes.mjs" JS "error-codes.mjs"
    "/inbox/faults.mjs" JS "faults.mjs"
    "/inbox/format.mjs" JS "format.mjs"
    "/inbox/inbox.mjs" JS "inbox.mjs"
    "/inbox/journal.mjs" JS "journal.mjs"
    "/inbox/keyed-list.mjs" JS "keyed-list.mjs"
    "/inbox/listing.mjs" JS "listing.mjs"
    "/inbox/location.mjs" JS "location.mjs"
    "/inbox/log.mjs" JS "log.mjs"
    "/inbox/messages.mjs" JS "messages.mjs"
    "/inbox/morph.mjs" JS "morph.mjs"
    "/inbox/notifications.mjs" JS "notifications.mjs"
    "/inbox/page-settings.mjs" JS "page-settings.mjs"
    "/inbox/preferences.mjs" JS "preferences.mjs"
    "/inbox/record-list.mjs" JS "record-list.mjs"
    "/inbox/render.mjs" JS "render.mjs"
    "/inbox/requests.mjs" JS "requests.mjs"
    "/inbox/search.mjs" JS "search.mjs"
    "/inbox/selection.mjs" JS "selection.mjs"
    "/inbox/shortcut-setting.mjs" JS "shortcut-setting.mjs"
    "/inbox/shortcuts.mjs" JS "shortcuts.mjs"
    "/inbox/stats.mjs" JS "stats.mjs"
    "/inbox/status.mjs" JS "status.mjs"
    "/inbox/store.mjs" JS "store.mjs"
    "/inbox/stream.mjs" JS "stream.mjs"
    "/inbox/table.mjs" JS "table.mjs"
    "/inbox/test-numbers.mjs" JS "test-numbers.mjs"
    "/inbox/theme.mjs" JS "theme.mjs"
    "/inbox/thread.mjs" JS "thread.mjs"
    "/inbox/throttle.mjs" JS "throttle.mjs"
    "/inbox/toast.mjs" JS "toast.mjs"
    "/inbox/toggle.mjs" JS "toggle.mjs"
    "/inbox/unread.mjs" JS "unread.mjs"
    "/inbox/variables.mjs" JS "variables.mjs"
    "/inbox/webhooks.mjs" JS "webhooks.mjs"
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
