//! What an emulator tells its JavaScript owner, from whichever thread.

use std::sync::{Mutex, PoisonError};

use napi::{
    Env, Result, Status,
    bindgen_prelude::Function,
    threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode},
};

use serde_json::json;

use crate::service::MessageView;

/// Called with an event's JSON, or with nothing when the emulator has stopped.
pub type Notify<'env> = Function<'env, Option<String>, ()>;

type Channel = ThreadsafeFunction<Option<String>, (), Option<String>, Status, false>;

pub struct Events {
    /// Empty once released: an open channel keeps the process alive.
    channel: Mutex<Option<Channel>>,
}

impl Events {
    pub(super) fn new(notify: &Notify) -> Result<Self> {
        let channel = notify.build_threadsafe_function().build()?;
        Ok(Self { channel: Mutex::new(Some(channel)) })
    }

    pub(super) fn message(&self, message: &MessageView) {
        self.tell(Some(json!({ "message": message }).to_string()));
    }

    /// The end of the wait with this id, with the message that it was for if it came.
    pub(super) fn waited(&self, id: u32, message: Option<&MessageView>) {
        self.tell(Some(json!({ "waited": id, "message": message }).to_string()));
    }

    pub(super) fn stopped(&self) {
        self.tell(None);
    }

    /// Queues without waiting. Where the environment is on its way out nobody is left to hear.
    fn tell(&self, event: Option<String>) {
        self.with(|channel| {
            channel.call(event, ThreadsafeFunctionCallMode::NonBlocking);
        });
    }

    #[expect(deprecated, reason = "the successor, dropping the function, would end its calls too")]
    pub(super) fn keep_alive(&self, env: Env, keep: bool) -> Result<()> {
        self.with(|channel| if keep { channel.refer(&env) } else { channel.unref(&env) })
            .unwrap_or(Ok(()))
    }

    pub(super) fn release(&self) {
        let channel = self.channel.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Dropped outside of the lock: it calls into Node.
        drop(channel);
    }

    fn with<T>(&self, act: impl FnOnce(&mut Channel) -> T) -> Option<T> {
        self.channel.lock().unwrap_or_else(PoisonError::into_inner).as_mut().map(act)
    }
}
