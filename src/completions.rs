//! Carries results from the runtime's threads to the JavaScript thread.
//!
//! One thread-safe function serves all calls of an environment. Results gather in a queue; [`announce`]
//! decides when the event loop is woken for them, and one wake-up takes all that wait by then.
//!
//! [`announce`]: crate::announce

use std::ffi::c_void;
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::{Result, check_status, sys};

use crate::announce::announces_later;
use crate::call_id::CallId;

/// What a runtime thread has to say about a call.
pub enum Message {
    /// It ended: the text to resolve with, or the text to reject with.
    Settled(CallId, std::result::Result<String, String>),
    /// Something happened on the wire, as JSON.
    Event(CallId, String),
}

/// The queue of one environment. Any thread may push.
///
/// Two locks, so that taking messages does not wait for a wake-up, which is a call into the system.
pub struct Completions {
    queue: Mutex<Queue>,
    /// Gone once the environment is being torn down; nothing may call it then.
    wake: Mutex<Option<Wake>>,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<Message>,
    /// A wake-up is on its way, and takes whatever waits when it arrives.
    announced: bool,
    closed: bool,
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
        Ok(Self { queue: Mutex::default(), wake: Mutex::new(Some(Wake(wake))) })
    }

    pub fn push(self: &Arc<Self>, message: Message) {
        let first = {
            let mut queue = self.queue();
            if queue.closed {
                return;
            }
            queue.waiting.push(message);
            queue.waiting.len() == 1
        };
        if !announces_later(self, first) {
            self.wake();
        }
    }

    /// Has all waiting messages delivered, unless that is on its way.
    pub fn wake(&self) {
        {
            let mut queue = self.queue();
            if queue.announced || queue.waiting.is_empty() {
                return;
            }
            queue.announced = true;
        }
        let mut wake = self.wake.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Wake(function)) = &*wake else { return };
        // SAFETY: not closed, as the lock is held and the function is still there.
        let status = unsafe {
            sys::napi_call_threadsafe_function(
                *function,
                ptr::null_mut(),
                sys::ThreadsafeFunctionCallMode::nonblocking,
            )
        };
        if status != sys::Status::napi_ok {
            // The environment is closing; by contract the function may not be touched again.
            *wake = None;
        }
    }

    /// All waiting messages. `buffer` is left in their place, to spare an allocation per batch.
    pub fn take(&self, buffer: &mut Vec<Message>) {
        let mut queue = self.queue();
        queue.announced = false;
        std::mem::swap(&mut queue.waiting, buffer);
    }

    /// Whether the event loop is to wait for messages. Only on the JavaScript thread.
    pub fn keep_alive(&self, env: sys::napi_env, alive: bool) {
        let wake = self.wake.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Wake(wake)) = &*wake {
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
        *self.wake.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let waiting = {
            let mut queue = self.queue();
            queue.closed = true;
            std::mem::take(&mut queue.waiting)
        };
        drop(waiting);
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
