//! Panics on request, for the test that no panic ends the process. Only that test builds it.

use napi::Result;
use napi::bindgen_prelude::{Env, PromiseRaw};
use napi_derive::napi;

use crate::client::BaxCloudVerifyClient;

#[napi]
impl BaxCloudVerifyClient {
    /// A call whose task panics.
    ///
    /// # Errors
    /// If Node-API refuses.
    #[napi(catch_unwind, ts_return_type = "Promise<string>")]
    pub fn panic_in_call<'env>(
        &self,
        env: &'env Env,
        call: u32,
        _timeout: u32,
        _max_retries: u32,
    ) -> Result<PromiseRaw<'env, String>> {
        self.bridge.start(env, self.parameters(call), |_, _| async {
            panic!("a panic in a task, on request")
        })
    }

    /// A panic that ends the engine's thread.
    #[napi(catch_unwind)]
    pub fn panic_outside_of_calls(&self) {
        self.bridge.crash(self.origin());
    }

    /// An entry point that panics.
    ///
    /// # Panics
    /// Always.
    #[allow(clippy::unused_self, reason = "a method is the kind of entry point that there is")]
    #[napi(catch_unwind)]
    pub fn panic_at_once(&self) {
        panic!("a panic in an entry point, on request");
    }
}
