//! Calls the JavaScript callback of an emulator from any thread.

use std::sync::{Mutex, PoisonError};

use baxverify_emulator::{MessageView, WaitEnd};
use napi::bindgen_prelude::Function;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Result, Status};
use serde_json::json;

/// The callback. Its argument is the JSON of an event, or nothing when the emulator has stopped.
pub type Notify<'env> = Function<'env, Option<String>, ()>;

type Channel = ThreadsafeFunction<Option<String>, (), Option<String>, Status, false>;

pub struct JsCallback {
    /// `None` after the release. An open channel keeps the process alive.
    channel: Mutex<Option<Channel>>,
}

impl JsCallback {
    pub fn new(notify: &Notify) -> Result<Self> {
        let channel = notify.build_threadsafe_function().build()?;
        Ok(Self { channel: Mutex::new(Some(channel)) })
    }

    pub fn message(&self, message: &MessageView) {
        self.call(Some(json!({ "message": message }).to_string()));
    }

    /// Reports the end of the wait with this id. There is no message after a timeout, or if the
    /// project was removed.
    pub fn waited(&self, id: u32, result: std::result::Result<MessageView, WaitEnd>) {
        let removed = matches!(result, Err(WaitEnd::Removed));
        let event = json!({ "waited": id, "message": result.ok(), "removed": removed });
        self.call(Some(event.to_string()));
    }

    pub fn stopped(&self) {
        self.call(None);
    }

    /// Queues an event without blocking. Does nothing if the environment is closing.
    fn call(&self, event: Option<String>) {
        self.with(|channel| {
            channel.call(event, ThreadsafeFunctionCallMode::NonBlocking);
        });
    }

    #[expect(deprecated, reason = "the replacement drops the function, which ends its calls too")]
    pub fn keep_alive(&self, env: Env, keep: bool) -> Result<()> {
        self.with(|channel| if keep { channel.refer(&env) } else { channel.unref(&env) })
            .unwrap_or(Ok(()))
    }

    pub fn release(&self) {
        let channel = self.channel.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Dropped without the lock held, because the drop calls Node.
        drop(channel);
    }

    fn with<T>(&self, act: impl FnOnce(&mut Channel) -> T) -> Option<T> {
        self.channel.lock().unwrap_or_else(PoisonError::into_inner).as_mut().map(act)
    }
}
