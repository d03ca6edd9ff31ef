//! The files of the page at `/docs`, which shows the `OpenAPI` document.

use super::inbox_files::{CSS, HTML, InboxFile, JS, files};

files! {
    "api-page"
    "/docs" HTML "index.html"
    "/docs/page.css" CSS "page.css"
    "/docs/page.mjs" JS "page.mjs"
}
