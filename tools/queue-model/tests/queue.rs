//! Every order in which the threads can run, up to loom's bound on preemptions where one is named.

use baxverify_queue_model::queue::{Queue, Sender, Wake};
use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use loom::thread;

/// An event loop that notes how often it was woken since it last took messages.
struct EventLoop {
    on_their_way: Arc<AtomicUsize>,
    gone: Arc<AtomicBool>,
}

impl Wake for EventLoop {
    fn wake(&self) -> bool {
        assert!(!self.gone.load(SeqCst), "woken after the end");
        let before = self.on_their_way.fetch_add(1, SeqCst);
        assert_eq!(before, 0, "a second wake-up is on its way");
        true
    }
}

struct World {
    queue: Arc<Queue<u32, EventLoop>>,
    on_their_way: Arc<AtomicUsize>,
    gone: Arc<AtomicBool>,
}

impl World {
    fn new() -> Self {
        let on_their_way = Arc::new(AtomicUsize::new(0));
        let gone = Arc::new(AtomicBool::new(false));
        let wake = EventLoop { on_their_way: on_their_way.clone(), gone: gone.clone() };
        Self { queue: Arc::new(Queue::new(wake, 3)), on_their_way, gone }
    }

    /// A turn of the event loop, if it was woken.
    fn turn(&self) -> Vec<u32> {
        let mut taken = Vec::new();
        if self.on_their_way.load(SeqCst) == 1 {
            self.on_their_way.store(0, SeqCst);
            self.queue.take(&mut taken);
        }
        taken
    }
}

/// A thread with its own sender. It sends two messages in a row, and then has nothing left to do.
fn engine(world: &World, messages: [u32; 2]) -> thread::JoinHandle<()> {
    let sender = Sender::new(world.queue.clone());
    thread::spawn(move || {
        let mut wake_ups = Vec::new();
        for message in messages {
            sender.send(message, |wake_up| wake_ups.push(wake_up));
        }
        assert_eq!(wake_ups.len(), 1);
    })
}

fn bounded(preemptions: usize, test: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.check(test);
}

#[test]
fn no_wake_up_is_lost_between_two_engines_and_a_turn() {
    bounded(3, || {
        let world = World::new();
        let engines = [engine(&world, [1, 2]), engine(&world, [3, 4])];
        let mut taken = world.turn();
        for engine in engines {
            engine.join().unwrap();
        }
        // Only woken turns count: a message that none of them takes was never announced.
        taken.extend(world.turn());
        taken.sort_unstable();
        assert_eq!(taken, [1, 2, 3, 4]);
    });
}

#[test]
fn no_wake_up_is_lost_where_threads_share_a_sender() {
    bounded(4, || {
        let world = World::new();
        let sender = Sender::new(world.queue.clone());
        // The engine's thread holds its wake-up back. At the same time, a thread of its pool sends.
        let engine = {
            let sender = sender.clone();
            thread::spawn(move || {
                let mut held = Vec::new();
                sender.send(1, |wake_up| held.push(wake_up));
            })
        };
        let pool = thread::spawn(move || sender.send(2, drop));
        let mut taken = world.turn();
        engine.join().unwrap();
        pool.join().unwrap();
        taken.extend(world.turn());
        taken.sort_unstable();
        assert_eq!(taken, [1, 2]);
    });
}

#[test]
fn nobody_is_woken_after_the_end() {
    bounded(3, || {
        let world = World::new();
        let engines = [engine(&world, [1, 2]), engine(&world, [3, 4])];
        world.turn();
        world.queue.close();
        world.gone.store(true, SeqCst);
        for engine in engines {
            engine.join().unwrap();
        }
        let mut left = Vec::new();
        world.queue.take(&mut left);
        assert!(left.is_empty(), "{left:?}");
    });
}
