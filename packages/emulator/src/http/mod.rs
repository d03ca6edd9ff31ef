//! The HTTP server of an emulator.

mod api_page;
mod app;
mod connection;
mod control;
mod control_api;
mod error;
mod error_links;
mod event_stream;
mod fault_responses;
mod headers;
mod in_process;
mod inbox_files;
mod metrics;
mod openapi;
mod origin_check;
mod recording;
mod request;
mod router;
mod server;
mod service_api;
mod streaming_body;
#[cfg(test)]
mod tests;

pub use self::app::App;
pub use self::in_process::respond as respond_in_process;
pub use self::server::serve;
