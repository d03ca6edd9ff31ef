//! Turns futures into promises, settles them, and cancels them.
//!
//! All bookkeeping happens on the JavaScript thread. A call is added to `pending` when it starts,
//! and removed when it completes, is cancelled or is overdue. The first of these settles its
//! promise, so no promise settles twice. Other threads only send messages.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::ffi::c_void;
use std::future::Future;
use std::hash::BuildHasherDefault;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use baxverify_client::{BaseUrl, CallError, Observer, Overdue, Transport};
use napi::bindgen_prelude::{Env, Function, FunctionRef, Object, PromiseRaw};
use napi::{JsValue, Result, sys};
use tokio::sync::oneshot;

use crate::call_id::{CallHasher, CallId};
use crate::completions::{Completions, EventLoop, FULL_BATCH, Message, send};
use crate::engines::Engines;
use crate::promise::Deferred;
use crate::queue::Sender;
use crate::report::{CompletionGuard, EventForwarder};
use crate::runtime::{Alarm, Clock, Job};

/// A JavaScript function that receives events, as JSON text.
pub type Listener<'a> = Function<'a, String, ()>;

/// How long a call may pass its deadline before the bridge ends it. The thread of the call knows
/// more about the error, so it gets this time.
const DEADLINE_GRACE: Duration = Duration::from_millis(20);

/// The calls of one environment.
pub struct Bridge {
    /// Set by the first call, so a client that only exists costs no threads.
    open: OnceCell<Open>,
    pending: RefCell<HashMap<CallId, Pending, BuildHasherDefault<CallHasher>>>,
    next_client: Cell<u32>,
    /// Messages in order. JavaScript that runs for one of them may deliver the rest.
    inbox: RefCell<VecDeque<Message>>,
    /// The last batch, kept to reuse its memory.
    spare: RefCell<Vec<Message>>,
}

struct Open {
    completions: Arc<Completions>,
    clock: Arc<Clock>,
    alarm: Arc<Alarm>,
    engines: Engines,
}

impl Open {
    /// Schedules a check for overdue calls at the time when this call may be overdue.
    fn watch(&self, overdue: &Overdue) {
        self.clock.ring_by(&self.alarm, overdue.due() + DEADLINE_GRACE);
    }
}

struct Pending {
    deferred: Deferred,
    /// The call runs until this is dropped.
    _keep_running: oneshot::Sender<Infallible>,
    listener: Option<FunctionRef<String, ()>>,
    overdue: Option<Overdue>,
}

/// The parameters of a call, besides its future.
pub struct CallParameters<'a> {
    pub id: CallId,
    pub origin: &'a BaseUrl,
    pub listener: Option<Listener<'a>>,
    /// Ends the call when its deadline has passed. If `None`, only the future ends the call.
    pub overdue: Option<Overdue>,
}

impl Bridge {
    /// The bridge of an environment. It is created on first use, and lives until the environment
    /// ends.
    ///
    /// # Errors
    /// If Node-API refuses.
    pub fn of(env: &Env) -> Result<Rc<Self>> {
        if let Some(bridge) = env.get_instance_data::<Rc<Self>>()? {
            return Ok(Rc::clone(bridge));
        }
        let bridge = Rc::new(Self {
            open: OnceCell::new(),
            pending: RefCell::default(),
            next_client: Cell::new(0),
            inbox: RefCell::default(),
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

    /// Starts what calls need, on the first call. The inner error says that the system grants no
    /// thread.
    fn open(self: &Rc<Self>, env: &Env) -> Result<io::Result<&Open>> {
        if let Some(open) = self.open.get() {
            return Ok(Ok(open));
        }
        let clock = match Clock::shared() {
            Ok(clock) => clock,
            Err(error) => return Ok(Err(error)),
        };
        // The instance data of the environment keeps the bridge alive longer than the thread-safe
        // function, so a plain pointer is enough.
        let context = Rc::as_ptr(self).cast_mut().cast::<c_void>();
        let resource = self.resource(env)?;
        let event_loop = EventLoop::new(env.raw(), resource.raw(), context, Some(drain))?;
        let completions = Arc::new(Completions::new(event_loop, FULL_BATCH));
        let completer = Sender::new(Arc::clone(&completions));
        let alarm = clock.alarm(move || send(&completer, Message::Overdue));
        // Hooks run in reverse order, so this one runs before Node destroys the thread-safe
        // function.
        env.add_env_cleanup_hook(Rc::clone(self), |bridge| bridge.close())?;
        let engines = Engines::new(Arc::clone(&completions));
        Ok(Ok(self.open.get_or_init(|| Open { completions, clock, alarm, engines })))
    }

    /// The object that represents this environment's calls in `async_hooks`. Jest calls its
    /// `hasRef` before it reports an open handle, as it does with Node's own handles.
    fn resource<'env>(self: &Rc<Self>, env: &'env Env) -> Result<Object<'env>> {
        let bridge = Rc::downgrade(self);
        let has_ref = env.create_function_from_closure::<(), bool, _>("hasRef", move |_| {
            Ok(bridge.upgrade().is_some_and(|bridge| !bridge.pending.borrow().is_empty()))
        })?;
        let mut resource = Object::new(env)?;
        resource.set("hasRef", has_ref)?;
        Ok(resource)
    }

    /// Runs the future that `make` builds on the thread of the origin's engine. The promise
    /// resolves with its text, or rejects with the JSON text of its error.
    ///
    /// # Errors
    /// If Node-API refuses.
    pub fn start<'env, F>(
        self: &Rc<Self>,
        env: &'env Env,
        parameters: CallParameters<'_>,
        make: impl FnOnce(Arc<Transport>, Option<Arc<dyn Observer>>) -> F + Send + 'static,
    ) -> Result<PromiseRaw<'env, String>>
    where
        F: Future<Output = std::result::Result<String, CallError>> + Send + 'static,
    {
        let CallParameters { id, origin, listener, overdue } = parameters;
        let (deferred, promise) = Deferred::new(env)?;
        let open = self.open(env)?;
        let handle = open.and_then(|open| Ok((open, open.engines.handle(origin)?)));
        let (open, handle) = match handle {
            Ok(found) => found,
            Err(error) => {
                deferred.settle(env.raw(), &Err(CallError::no_thread(&error).to_json()));
                return Ok(promise);
            }
        };
        let (observer, listener) = match listener {
            None => (None, None),
            Some(listener) => {
                let observer: Arc<dyn Observer> =
                    Arc::new(EventForwarder::new(id, &handle.completer));
                (Some(observer), Some(listener.create_ref()?))
            }
        };
        let (keep_running, cancelled) = oneshot::channel();
        let guard = CompletionGuard::new(id, &handle.completer);
        if let Some(overdue) = &overdue {
            open.watch(overdue);
        }
        {
            let mut pending = self.pending.borrow_mut();
            if pending.is_empty() {
                open.completions.with_wake(|wake| wake.keep_alive(env.raw(), true));
            }
            pending
                .insert(id, Pending { deferred, _keep_running: keep_running, listener, overdue });
        }
        let job = Job::new(move |transport| async move {
            tokio::select! {
                biased;
                result = make(transport, observer) => guard.complete(result),
                _ = cancelled => guard.disarm(),
            }
        });
        // An engine that has ended returns the job. If no other engine starts, the job is dropped,
        // and the message of its guard comes too late to matter.
        if let Err(job) = handle.engine.submit(job) {
            let again = open.engines.handle(origin);
            let again = again.and_then(|handle| handle.engine.submit(job).map_err(|_| ended()));
            if let Err(error) = again
                && let Some(pending) = self.take(env.raw(), id)
            {
                pending.deferred.settle(env.raw(), &Err(CallError::no_thread(&error).to_json()));
            }
        }
        Ok(promise)
    }

    /// Cancels a call: drops its request and rejects its promise at once, even if its response has
    /// just arrived. Does nothing for a call that has settled.
    pub fn cancel(&self, env: &Env, id: CallId) {
        if let Some(pending) = self.take(env.raw(), id) {
            // JavaScript replaces this error with the reason of the abort.
            pending.deferred.settle(env.raw(), &Err(CallError::internal().to_json()));
        }
    }

    fn take(&self, env: sys::napi_env, id: CallId) -> Option<Pending> {
        let mut pending = self.pending.borrow_mut();
        let taken = pending.remove(&id);
        if taken.is_some()
            && pending.is_empty()
            && let Some(open) = self.open.get()
        {
            open.completions.with_wake(|wake| wake.keep_alive(env, false));
        }
        taken
    }

    fn deliver(&self, env: sys::napi_env) {
        let Some(open) = self.open.get() else { return };
        let mut batch = self.spare.take();
        open.completions.take(&mut batch);
        self.inbox.borrow_mut().extend(batch.drain(..));
        self.spare.replace(batch);
        // One by one, without a borrow: JavaScript may run in between.
        loop {
            let Some(message) = self.inbox.borrow_mut().pop_front() else { return };
            match message {
                Message::Completed(id, result) => {
                    if let Some(pending) = self.take(env, id) {
                        pending.deferred.settle(env, &result);
                    }
                }
                Message::Event(id, json) => self.notify(env, id, json),
                Message::Overdue => self.end_overdue(env, open),
            }
        }
    }

    /// Ends the calls whose deadline has passed and whose thread has not reported.
    fn end_overdue(&self, env: sys::napi_env, open: &Open) {
        let now = Instant::now();
        let late = |pending: &Pending| {
            pending.overdue.as_ref().is_some_and(|overdue| overdue.due() + DEADLINE_GRACE <= now)
        };
        let ids: Vec<_> = {
            let pending = self.pending.borrow();
            pending.iter().filter(|(_, pending)| late(pending)).map(|(&id, _)| id).collect()
        };
        for id in ids {
            self.end_late(env, id);
        }
        let pending = self.pending.borrow();
        let overdue = pending.values().filter_map(|pending| pending.overdue.as_ref());
        if let Some(next) = overdue.min_by_key(|overdue| overdue.due()) {
            open.watch(next);
        }
    }

    fn end_late(&self, env: sys::napi_env, id: CallId) {
        let ended = {
            let pending = self.pending.borrow();
            let overdue = pending.get(&id).and_then(|pending| pending.overdue.as_ref());
            overdue.map(|overdue| {
                let error = overdue.end();
                (overdue.event(&error).to_json(), error.to_json())
            })
        };
        let Some((event, error)) = ended else { return };
        if let Some(event) = event {
            self.notify(env, id, event);
        }
        if let Some(pending) = self.take(env, id) {
            pending.deferred.settle(env, &Err(error));
        }
    }

    fn notify(&self, env: sys::napi_env, id: CallId, json: String) {
        let env = Env::from_raw(env);
        let listener = {
            let pending = self.pending.borrow();
            let listener = pending.get(&id).and_then(|pending| pending.listener.as_ref());
            listener.and_then(|listener| listener.borrow_back(&env).ok())
        };
        // The borrow ends before JavaScript runs, because JavaScript may start or cancel calls. An
        // exception of a listener must not keep the other calls of the batch from settling.
        if let Some(listener) = listener {
            let _ = listener.call(json);
        }
    }

    #[cfg(feature = "panic-probe")]
    pub fn crash(&self, origin: &BaseUrl) {
        if let Some(handle) = self.open.get().and_then(|open| open.engines.handle(origin).ok()) {
            handle.engine.crash();
        }
    }

    /// The environment ends. No promise can settle any more, so all requests are dropped.
    fn close(&self) {
        if let Some(open) = self.open.get() {
            open.completions.close();
            self.pending.borrow_mut().clear();
            open.engines.close();
        }
    }
}

/// The error of an engine that has ended right after its start.
fn ended() -> io::Error {
    io::ErrorKind::BrokenPipe.into()
}

/// Called by Node on the JavaScript thread.
unsafe extern "C" fn drain(
    env: sys::napi_env,
    _function: sys::napi_value,
    context: *mut c_void,
    _data: *mut c_void,
) {
    // When an environment closes, Node drains the queue with a null environment.
    if env.is_null() {
        return;
    }
    // SAFETY: `context` is the bridge that instance data keeps alive, see `Bridge::open`.
    let bridge = unsafe { &*context.cast::<Bridge>() };
    // A panic must not cross into C++, which would end the process.
    let _ = catch_unwind(AssertUnwindSafe(|| bridge.deliver(env)));
}
