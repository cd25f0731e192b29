//! The repeatable mode, for programs that do not do the same twice: addresses and hash seeds are fixed.
//!
//! Each execution runs on an OS thread of its own (std draws the keys of its hash maps once per OS
//! thread) from a fixed source, and what the program allocates lies at the same addresses each time. What
//! the checker allocates meanwhile lies elsewhere, so that it cannot move the program's memory. Whether
//! this was enough is not assumed: the oracles go on comparing what they repeat.
//!
//! A real clock, the number of an OS thread and input from outside stay what they are.

mod allocator;
mod arena;
mod hash_keys;
mod stacks;

pub(crate) use arena::set_inside;

use std::panic::resume_unwind;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};

use shuttle_engine::runtime::task::Task;

use super::explorer::{self, Oracle};
use super::world::{Settings, World};
use crate::spec::Tid;

/// The stack of an execution's OS thread, in bytes: the engine and the oracle run on it, the program on
/// stacks of its own.
const STACK: usize = 512 * 1024;

/// Runs `body` as often as the oracle wants, repeatably.
pub(super) fn run(
    oracle: impl Oracle + Send,
    settings: &Settings,
    recording: bool,
    body: &Arc<dyn Fn() + Send + Sync>,
) {
    let oracle = Arc::new(Mutex::new(Shared { oracle, go_on: true }));
    let mut lease = arena::Lease::default();
    let mut stacks = stacks::Stacks::new();
    while lock(&oracle).go_on {
        let once = Once { shared: Arc::clone(&oracle), begun: false };
        let (settings, body) = (settings.clone(), Arc::clone(body));
        let (mut leased, mut used) = (lease, stacks);
        let (sender, receiver) = sync_channel(1);
        let (given_up, last) = (sender.clone(), Arc::clone(&oracle));
        let thread = std::thread::Builder::new().name("interleaving".to_owned()).stack_size(STACK);
        let execution = thread.spawn(move || {
            hash_keys::fix();
            super::lane::on_farewell(move |world| {
                let mut shared = lock(&last);
                shared.oracle.end(world);
                // The arena's place stays taken: nothing can be repeated after this.
                shared.go_on = false;
                let _ = given_up.send(None);
            });
            let threads = leased.open(|| explorer::run_once(once, settings, recording, body, &used.pool));
            used.sort(threads, explorer::STACK);
            let _ = sender.send(Some((leased, used)));
        });
        let execution =
            execution.unwrap_or_else(|error| panic!("the system could not start a thread: {error}"));
        (lease, stacks) = match receiver.recv() {
            Ok(Some(kept)) => kept,
            Ok(None) => break,
            Err(_) => match execution.join() {
                Err(payload) => resume_unwind(payload),
                Ok(()) => break,
            },
        };
        lease.rewind();
    }
    // The oracle is forgotten, as the explorer does: shuttle's print when they are dropped early.
    std::mem::forget(oracle);
}

struct Shared<O> {
    oracle: O,
    /// Whether there may be another execution.
    go_on: bool,
}

fn lock<O>(shared: &Mutex<Shared<O>>) -> std::sync::MutexGuard<'_, Shared<O>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One execution of an oracle that goes on elsewhere.
struct Once<O> {
    shared: Arc<Mutex<Shared<O>>>,
    begun: bool,
}

impl<O: Oracle> Oracle for Once<O> {
    fn begin(&mut self) -> bool {
        if std::mem::replace(&mut self.begun, true) {
            return false;
        }
        let mut shared = lock(&self.shared);
        shared.go_on = shared.oracle.begin();
        shared.go_on
    }

    fn choose(&mut self, world: &World, enabled: &[&Task]) -> Option<Tid> {
        lock(&self.shared).oracle.choose(world, enabled)
    }

    fn number(&mut self) -> u64 {
        lock(&self.shared).oracle.number()
    }

    fn end(&mut self, world: &mut World) -> bool {
        let mut shared = lock(&self.shared);
        shared.go_on = shared.oracle.end(world);
        false
    }
}
