//! Turns futures into promises, settles them, and cancels them.
//!
//! All bookkeeping is on the JavaScript thread: a call is entered in `pending` when it starts and taken
//! out when it settles or is cancelled, whichever is first, so no promise is settled twice. The engine's
//! thread only pushes messages.

use std::cell::{Cell, OnceCell, Ref, RefCell};
use std::collections::HashMap;
use std::convert::Infallible;
use std::ffi::c_void;
use std::future::Future;
use std::hash::BuildHasherDefault;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::rc::Rc;
use std::sync::Arc;

use napi::bindgen_prelude::{Env, Function, FunctionRef, Object, PromiseRaw};
use napi::{JsValue, Result, check_status, sys};
use tokio::sync::oneshot;

use crate::call_id::{CallHasher, CallId};
use crate::completions::{Completions, Message};
use crate::error::CallError;
use crate::http::observer::{Event, Observer};
use crate::http::transport::Transport;
use crate::runtime::Engine;

/// A JavaScript function that is told of events, as JSON text.
pub type Listener<'a> = Function<'a, String, ()>;

/// The calls of one environment.
pub struct Bridge {
    /// Set with the first call, so that clients which are only constructed cost no threads.
    open: OnceCell<Open>,
    pending: RefCell<HashMap<CallId, Pending, BuildHasherDefault<CallHasher>>>,
    next_client: Cell<u32>,
    /// The batch that was drained last, kept for its memory.
    spare: RefCell<Vec<Message>>,
}

struct Open {
    completions: Arc<Completions>,
    /// Gone once the environment is being torn down.
    engine: RefCell<Option<Arc<Engine>>>,
}

impl Open {
    /// The engine, or another one where it has broken down.
    fn engine(&self) -> Result<Ref<'_, Engine>> {
        if self.engine.borrow().as_ref().is_some_and(|engine| !engine.is_running()) {
            self.engine.replace(Some(shared_engine()?));
        }
        Ref::filter_map(self.engine.borrow(), Option::as_deref)
            .map_err(|_| napi::Error::from_reason("this environment is shutting down"))
    }
}

fn shared_engine() -> Result<Arc<Engine>> {
    Engine::shared()
        .map_err(|error| napi::Error::from_reason(format!("no threads: {}", error.kind())))
}

struct Pending {
    deferred: sys::napi_deferred,
    /// The call runs for as long as this is held.
    _wanted: oneshot::Sender<Infallible>,
    listener: Option<FunctionRef<String, ()>>,
}

impl Bridge {
    /// The bridge of an environment, made on first use and kept until the environment ends.
    ///
    /// # Errors
    /// Where Node-API refuses.
    pub fn of(env: &Env) -> Result<Rc<Self>> {
        if let Some(bridge) = env.get_instance_data::<Rc<Self>>()? {
            return Ok(Rc::clone(bridge));
        }
        let bridge = Rc::new(Self {
            open: OnceCell::new(),
            pending: RefCell::default(),
            next_client: Cell::new(0),
            spare: RefCell::default(),
        });
        env.set_instance_data(Rc::clone(&bridge), (), drop)?;
        Ok(bridge)
    }

    /// A number that no other client of this environment has.
    pub fn number_client(&self) -> u32 {
        let number = self.next_client.get();
        self.next_client.set(number.wrapping_add(1));
        number
    }

    fn open(self: &Rc<Self>, env: &Env) -> Result<&Open> {
        if let Some(open) = self.open.get() {
            return Ok(open);
        }
        let engine = shared_engine()?;
        // The environment's instance data holds the bridge until after the thread-safe function is
        // gone, so a plain pointer does.
        let context = Rc::as_ptr(self).cast_mut().cast::<c_void>();
        let resource = self.resource(env)?;
        let completions = Completions::new(env.raw(), resource.raw(), context, Some(drain))?;
        let completions = Arc::new(completions);
        // Hooks run last in, first out: this one before Node destroys the thread-safe function.
        env.add_env_cleanup_hook(Rc::clone(self), |bridge| bridge.close())?;
        Ok(self.open.get_or_init(|| Open { completions, engine: RefCell::new(Some(engine)) }))
    }

    /// What `async_hooks` shows for this environment's calls. Jest asks its `hasRef` before it reports
    /// an open handle, as it does with Node's own handles.
    fn resource<'env>(self: &Rc<Self>, env: &'env Env) -> Result<Object<'env>> {
        let bridge = Rc::downgrade(self);
        let has_ref = env.create_function_from_closure::<(), bool, _>("hasRef", move |_| {
            Ok(bridge.upgrade().is_some_and(|bridge| !bridge.pending.borrow().is_empty()))
        })?;
        let mut resource = Object::new(env)?;
        resource.set("hasRef", has_ref)?;
        Ok(resource)
    }

    /// Runs the future that `make` builds on the engine's thread. The promise resolves with its text, or
    /// rejects with the JSON text of its error.
    ///
    /// # Errors
    /// Where Node-API refuses.
    pub fn start<'env, F>(
        self: &Rc<Self>,
        env: &'env Env,
        id: CallId,
        listener: Option<Listener<'_>>,
        make: impl FnOnce(Arc<Transport>, Option<Arc<dyn Observer>>) -> F + Send + 'static,
    ) -> Result<PromiseRaw<'env, String>>
    where
        F: Future<Output = std::result::Result<String, CallError>> + Send + 'static,
    {
        let open = self.open(env)?;
        let engine = open.engine()?;
        let (observer, listener) = match listener {
            None => (None, None),
            Some(listener) => {
                let completions = Arc::clone(&open.completions);
                let observer: Arc<dyn Observer> = Arc::new(Forward { id, completions });
                (Some(observer), Some(listener.create_ref()?))
            }
        };
        let (mut deferred, mut promise) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: `env` is the current environment.
        check_status!(unsafe {
            sys::napi_create_promise(env.raw(), &raw mut deferred, &raw mut promise)
        })?;

        let (wanted, unwanted) = oneshot::channel();
        let settlement = Settlement { id, completions: Arc::clone(&open.completions), due: true };
        {
            let mut pending = self.pending.borrow_mut();
            if pending.is_empty() {
                open.completions.keep_alive(env.raw(), true);
            }
            pending.insert(id, Pending { deferred, _wanted: wanted, listener });
        }
        engine.spawn(move |transport| async move {
            tokio::select! {
                biased;
                result = make(transport, observer) => settlement.report(result),
                _ = unwanted => settlement.forget(),
            }
        });
        Ok(PromiseRaw::new(env.raw(), promise))
    }

    /// Ends a call: its request is dropped, and its promise rejects at once. Does nothing for a call
    /// that has settled.
    pub fn cancel(&self, env: &Env, id: CallId) {
        // What has happened by now is told first: events of this call, or even its result.
        self.deliver(env.raw());
        if let Some(pending) = self.take(env.raw(), id) {
            // The caller knows why it cancelled, and puts its reason in place of this one.
            settle(env.raw(), pending.deferred, &Err(CallError::internal().to_json()));
        }
    }

    fn take(&self, env: sys::napi_env, id: CallId) -> Option<Pending> {
        let mut pending = self.pending.borrow_mut();
        let taken = pending.remove(&id);
        if taken.is_some()
            && pending.is_empty()
            && let Some(open) = self.open.get()
        {
            open.completions.keep_alive(env, false);
        }
        taken
    }

    fn deliver(&self, env: sys::napi_env) {
        let Some(open) = self.open.get() else { return };
        let mut batch = self.spare.take();
        open.completions.take(&mut batch);
        for message in batch.drain(..) {
            match message {
                Message::Settled(id, result) => {
                    if let Some(pending) = self.take(env, id) {
                        settle(env, pending.deferred, &result);
                    }
                }
                Message::Event(id, json) => self.notify(env, id, json),
            }
        }
        self.spare.replace(batch);
    }

    fn notify(&self, env: sys::napi_env, id: CallId, json: String) {
        let env = Env::from_raw(env);
        let listener = {
            let pending = self.pending.borrow();
            let listener = pending.get(&id).and_then(|pending| pending.listener.as_ref());
            listener.and_then(|listener| listener.borrow_back(&env).ok())
        };
        // The borrow ends before JavaScript runs, which may start or cancel calls. What a listener
        // throws is its own affair and must not keep the others of the batch from settling.
        if let Some(listener) = listener {
            let _ = listener.call(json);
        }
    }

    #[cfg(feature = "panic-probe")]
    pub fn break_down(&self) {
        if let Some(engine) = self.open.get().and_then(|open| open.engine().ok()) {
            engine.break_down();
        }
    }

    /// The environment ends: no promise can settle any more, so every request is given up.
    fn close(&self) {
        if let Some(open) = self.open.get() {
            open.completions.close();
            self.pending.borrow_mut().clear();
            drop(open.engine.take());
        }
    }
}

/// Resolves or rejects with a string.
fn settle(
    env: sys::napi_env,
    deferred: sys::napi_deferred,
    result: &std::result::Result<String, String>,
) {
    let (Ok(text) | Err(text)) = result;
    let mut value = ptr::null_mut();
    // Most texts are ASCII, which V8 copies as it is; what may be more it decodes, byte by byte.
    let create =
        if text.is_ascii() { sys::napi_create_string_latin1 } else { sys::napi_create_string_utf8 };
    // SAFETY: on the JavaScript thread, in a handle scope of Node's; `deferred` was taken out of
    // `pending`, so it is used once. A text that V8 cannot hold becomes `undefined`: the promise
    // settles all the same.
    unsafe {
        let length = text.len().cast_signed();
        if create(env, text.as_ptr().cast(), length, &raw mut value) != sys::Status::napi_ok {
            sys::napi_get_undefined(env, &raw mut value);
        }
        if result.is_ok() {
            sys::napi_resolve_deferred(env, deferred, value);
        } else {
            sys::napi_reject_deferred(env, deferred, value);
        }
    }
}

/// Called by Node on the JavaScript thread.
unsafe extern "C" fn drain(
    env: sys::napi_env,
    _function: sys::napi_value,
    context: *mut c_void,
    _data: *mut c_void,
) {
    // Node empties the queue of a closing environment with a null one.
    if env.is_null() {
        return;
    }
    // SAFETY: `context` is the bridge that instance data keeps alive, see `Bridge::open`.
    let bridge = unsafe { &*context.cast::<Bridge>() };
    // A panic must not cross into C++, which would end the process.
    let _ = catch_unwind(AssertUnwindSafe(|| bridge.deliver(env)));
}

/// Reports the end of a call exactly once, even of one whose task panics, and of one that never runs
/// because the engine is gone.
struct Settlement {
    id: CallId,
    completions: Arc<Completions>,
    due: bool,
}

impl Settlement {
    fn report(mut self, result: std::result::Result<String, CallError>) {
        self.due = false;
        let result = result.map_err(|error| error.to_json());
        self.completions.push(Message::Settled(self.id, result));
    }

    /// Nobody waits for it any more.
    fn forget(mut self) {
        self.due = false;
    }
}

impl Drop for Settlement {
    fn drop(&mut self) {
        if self.due {
            let error = CallError::internal().to_json();
            self.completions.push(Message::Settled(self.id, Err(error)));
        }
    }
}

/// Sends a call's events to its listener.
struct Forward {
    id: CallId,
    completions: Arc<Completions>,
}

impl Observer for Forward {
    fn observe(&self, event: &Event<'_>) {
        if let Ok(json) = serde_json::to_string(event) {
            self.completions.push(Message::Event(self.id, json));
        }
    }
}
