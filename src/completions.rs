//! Carries results from native threads to the JavaScript thread, through one thread-safe function
//! per environment.

use std::ffi::c_void;
use std::ptr;

use napi::{Result, check_status, sys};
use tokio::runtime::Handle;
use tokio::task::yield_now;

use crate::call_id::CallId;
use crate::queue::{Queue, Sender, Wake};

/// What a native thread sends to an environment.
pub enum Message {
    /// A call ended, with the text to resolve or to reject with.
    Completed(CallId, std::result::Result<String, String>),
    /// An event of a call, as JSON.
    Event(CallId, String),
    /// Some call may have passed its deadline.
    Overdue,
}

pub type Completions = Queue<Message, EventLoop>;
pub type Completer = Sender<Message, EventLoop>;

/// Turns of the I/O driver that a wake-up waits for further results. Without them, each wake-up
/// brings half as many results under load. With more, a single call takes longer.
const BATCHING_TURNS: usize = 2;

/// This number of results wakes the event loop at once. It settles them while more results arrive,
/// as with HTTP/2.
pub const FULL_BATCH: usize = 32;

/// Sends a message. A task wakes the event loop after all tasks that are ready now, so results that
/// arrived together need one wake-up. Outside of a runtime, the event loop is woken at once.
pub fn send(completer: &Completer, message: Message) {
    completer.send(message, |wake_up| {
        if let Ok(runtime) = Handle::try_current() {
            // If the runtime ends first, it drops the task, and that wakes too.
            runtime.spawn(async move {
                for _ in 0..BATCHING_TURNS {
                    yield_now().await;
                }
                drop(wake_up);
            });
        }
    });
}

/// A thread-safe function of Node-API that takes the messages.
pub struct EventLoop(sys::napi_threadsafe_function);

// SAFETY: Node-API lets any thread call a thread-safe function, and the queue keeps every call
// before `close`.
unsafe impl Send for EventLoop {}

impl Wake for EventLoop {
    fn wake(&self) -> bool {
        // SAFETY: the queue calls this only while the function is there.
        let status = unsafe {
            sys::napi_call_threadsafe_function(
                self.0,
                ptr::null_mut(),
                sys::ThreadsafeFunctionCallMode::nonblocking,
            )
        };
        status == sys::Status::napi_ok
    }
}

impl EventLoop {
    /// Calls `drain` with `context` on the JavaScript thread after each wake-up. `resource` is the
    /// object that represents the queue in `async_hooks`.
    ///
    /// # Errors
    /// If Node-API refuses.
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
        let mut function = ptr::null_mut();
        // SAFETY: no function is needed, because `drain` does the work. `resource` is an object of
        // `env`. The queue is unbounded and holds at most one call, see `Queue::wake`.
        // `context` outlives the function, see `Bridge`.
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
                &raw mut function,
            )
        })?;
        // SAFETY: the function was just created. Idle clients do not keep the process alive.
        check_status!(unsafe { sys::napi_unref_threadsafe_function(env, function) })?;
        Ok(Self(function))
    }

    /// Whether the event loop waits for messages. Call it only on the JavaScript thread.
    pub fn keep_alive(&self, env: sys::napi_env, alive: bool) {
        // SAFETY: the function is not closed. Both calls fail only for null arguments.
        unsafe {
            if alive {
                sys::napi_ref_threadsafe_function(env, self.0);
            } else {
                sys::napi_unref_threadsafe_function(env, self.0);
            }
        }
    }
}
