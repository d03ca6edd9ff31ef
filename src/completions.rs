//! Carries results from the runtime's threads to the JavaScript thread.
//!
//! One thread-safe function serves all calls of an environment. Results gather in a queue and only
//! the first of a batch wakes the event loop, so that under load one wake-up settles many promises.

use std::ffi::c_void;
use std::hash::{Hash, Hasher};
use std::ptr;
use std::sync::{Mutex, PoisonError};

use napi::{Result, check_status, sys};

/// A call of an environment: the number of its client, and the number that the client gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallId {
    pub client: u32,
    pub call: u32,
}

impl Hash for CallId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64((u64::from(self.client) << 32) | u64::from(self.call));
    }
}

/// Both numbers are counted up here, so nobody can choose them to collide; a multiplication spreads them.
#[derive(Default)]
pub struct CallHasher(u64);

impl Hasher for CallHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(self.0 ^ u64::from(byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        // 2^64 divided by the golden ratio. The table uses the highest bits and the lowest.
        let spread = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = spread ^ (spread >> 32);
    }
}

/// What a runtime thread has to say about a call.
pub enum Message {
    /// It ended: the text to resolve with, or the text to reject with.
    Settled(CallId, std::result::Result<String, String>),
    /// Something happened on the wire, as JSON.
    Event(CallId, String),
}

/// The queue of one environment. Any thread may push.
pub struct Completions(Mutex<State>);

struct State {
    waiting: Vec<Message>,
    /// Gone once the environment is being torn down; nothing may call it then.
    wake: Option<Wake>,
}

struct Wake(sys::napi_threadsafe_function);

// SAFETY: Node-API lets any thread call a thread-safe function, and the mutex around it keeps every
// call before `close`.
unsafe impl Send for Wake {}

impl Completions {
    /// Calls `drain` with `context` on the JavaScript thread whenever messages wait. `resource` is an
    /// object that stands for the queue in `async_hooks`.
    ///
    /// # Errors
    /// Where Node-API refuses.
    pub fn new(
        env: sys::napi_env,
        resource: sys::napi_value,
        context: *mut c_void,
        drain: sys::napi_threadsafe_function_call_js,
    ) -> Result<Self> {
        let mut name = ptr::null_mut();
        let label = "baxverify";
        // SAFETY: `env` is the current environment; the label outlives the call.
        check_status!(unsafe {
            sys::napi_create_string_utf8(
                env,
                label.as_ptr().cast(),
                label.len().cast_signed(),
                &raw mut name,
            )
        })?;
        let mut wake = ptr::null_mut();
        // SAFETY: no function is needed as `drain` does all; `resource` is an object of `env`; an
        // unbounded queue of at most one waiting call, see `push`; `context` outlives the function,
        // see `Bridge`.
        check_status!(unsafe {
            sys::napi_create_threadsafe_function(
                env,
                ptr::null_mut(),
                resource,
                name,
                0,
                1,
                ptr::null_mut(),
                None,
                context,
                drain,
                &raw mut wake,
            )
        })?;
        // SAFETY: just created. Idle clients do not keep the process alive.
        check_status!(unsafe { sys::napi_unref_threadsafe_function(env, wake) })?;
        Ok(Self(Mutex::new(State { waiting: Vec::new(), wake: Some(Wake(wake)) })))
    }

    pub fn push(&self, message: Message) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let State { waiting, wake: Some(Wake(wake)) } = &mut *state else { return };
        let asleep = waiting.is_empty();
        waiting.push(message);
        if asleep {
            // SAFETY: not closed, as the lock is held and `wake` is still there.
            let status = unsafe {
                sys::napi_call_threadsafe_function(
                    *wake,
                    ptr::null_mut(),
                    sys::ThreadsafeFunctionCallMode::nonblocking,
                )
            };
            if status != sys::Status::napi_ok {
                // The environment is closing; by contract the function may not be touched again.
                state.wake = None;
            }
        }
    }

    /// All waiting messages. `buffer` is left in their place, to spare an allocation per batch.
    pub fn take(&self, buffer: &mut Vec<Message>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::swap(&mut state.waiting, buffer);
    }

    /// Whether the event loop is to wait for messages. Only on the JavaScript thread.
    pub fn keep_alive(&self, env: sys::napi_env, alive: bool) {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Wake(wake)) = &state.wake {
            // SAFETY: not closed; both calls only fail on null arguments.
            unsafe {
                if alive {
                    sys::napi_ref_threadsafe_function(env, *wake);
                } else {
                    sys::napi_unref_threadsafe_function(env, *wake);
                }
            }
        }
    }

    /// From here on nothing is delivered. Called before Node destroys the thread-safe function.
    pub fn close(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.wake = None;
        state.waiting.clear();
    }
}
