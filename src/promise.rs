//! A promise of JavaScript that settles with a text.

use std::ptr;

use napi::bindgen_prelude::{Env, PromiseRaw};
use napi::{Result, check_status, sys};

/// Settles one promise. Settling consumes it, so no promise settles twice.
pub struct Deferred(sys::napi_deferred);

impl Deferred {
    /// A new promise, and what settles it.
    ///
    /// # Errors
    /// If Node-API refuses.
    pub fn new(env: &Env) -> Result<(Self, PromiseRaw<'_, String>)> {
        let (mut deferred, mut promise) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: `env` is the current environment.
        check_status!(unsafe {
            sys::napi_create_promise(env.raw(), &raw mut deferred, &raw mut promise)
        })?;
        Ok((Self(deferred), PromiseRaw::new(env.raw(), promise)))
    }

    /// Resolves or rejects with a string. Call it only on the JavaScript thread of `env`.
    pub fn settle(self, env: sys::napi_env, result: &std::result::Result<String, String>) {
        let (Ok(text) | Err(text)) = result;
        let mut value = ptr::null_mut();
        // V8 copies ASCII as it is, and most texts are ASCII. It decodes other texts byte by byte.
        let create = if text.is_ascii() {
            sys::napi_create_string_latin1
        } else {
            sys::napi_create_string_utf8
        };
        // SAFETY: on the JavaScript thread, in a handle scope of Node's. The deferred is used once,
        // because `self` is consumed. A text that V8 cannot hold becomes `undefined`, so
        // the promise settles even then.
        unsafe {
            let length = text.len().cast_signed();
            if create(env, text.as_ptr().cast(), length, &raw mut value) != sys::Status::napi_ok {
                sys::napi_get_undefined(env, &raw mut value);
            }
            if result.is_ok() {
                sys::napi_resolve_deferred(env, self.0, value);
            } else {
                sys::napi_reject_deferred(env, self.0, value);
            }
        }
    }
}
