//! The objects that JavaScript passes. `lib/arguments.mjs` has checked their types.

use napi_derive::napi;

/// What a client is constructed with.
#[napi(object, object_to_js = false)]
pub struct ClientOptions {
    pub project_id: String,
    pub api_key: String,
    /// Default: the public address of the service.
    pub base_url: Option<String>,
    /// The value of `BAXVERIFY_ALLOW_HOSTS` in the environment of the caller, if it is set.
    pub allowed_hosts: Option<String>,
    /// Whether each response names the id of its request, for logs.
    pub request_ids: bool,
    /// For the `User-Agent`, such as `node/20.1.0; linux-x64`.
    pub platform: String,
}

/// The version of the package that this was built for. The loader refuses a binary of another
/// version.
#[napi]
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
