//! Starting and ending model threads.

use std::panic::{AssertUnwindSafe, Location, catch_unwind};

use shuttle_engine::runtime::execution::ExecutionState;
use shuttle_engine::runtime::thread::switch;

use super::panics::failed_body;
use super::perform::leave;
use super::turn;
use crate::report::Misuse;
use crate::run::object::Object;
use crate::run::payload::Said;
use crate::run::repeat::set_inside;
use crate::run::step::Ended;
use crate::run::world::{self, World};
use crate::run::{locals, payload};
use crate::spec::Tid;

/// The most threads of one execution: oracles use a byte for each.
const MOST_THREADS: usize = 250;

/// The stack of a model thread, in bytes.
pub(super) const STACK: usize = 256 * 1024;

/// Starts a model thread and runs it up to its first operation. `object` is its thread object.
pub(crate) fn spawn(
    body: Box<dyn FnOnce()>,
    label: Option<String>,
    object: &Object,
    at: &'static Location<'static>,
) -> Tid {
    let _checker = set_inside(false);
    let parent = world::with(|world| {
        if world.threads.len() >= MOST_THREADS {
            world.end(Ended::Misuse(Misuse::TooManyThreads { most: MOST_THREADS }));
        }
        world.start(label, object, at);
        // The engine switches once before it makes the thread: stay on this one.
        world.switches.push(world.current);
        world.ended.is_none().then_some(world.current)
    });
    // The execution has ended, perhaps by the panic from which this thread unwinds: the new thread never
    // runs.
    let Some(parent) = parent else { leave() };
    let child =
        usize::from(ExecutionState::spawn_thread(Box::new(move || thread(body)), STACK, None, None, at));
    world::with(|world| world.switches.push(child));
    switch();
    world::with(|world| world.current = parent);
    child
}

/// The body of every thread but the first.
fn thread(body: Box<dyn FnOnce()>) {
    let program = set_inside(true);
    body();
    drop(program);
    finish();
}

/// The first thread of an execution.
pub(super) fn first_thread(body: &(dyn Fn() + Send + Sync)) {
    let program = set_inside(true);
    let outcome = catch_unwind(AssertUnwindSafe(body));
    drop(program);
    if let Err(panic) = outcome {
        failed_body(payload::said(&*panic));
        payload::forget(panic);
    }
    finish();
}

/// The end of every thread: its thread-local values are dropped, then it exits.
fn finish() {
    world::with(World::caught);
    let program = set_inside(true);
    let outcome = catch_unwind(locals::drop_all);
    drop(program);
    if outcome.is_err() {
        // std would end the process.
        world::with(|world| {
            world.caught();
            let said = Said::Text("a thread-local value panicked when it was dropped".to_owned());
            world.end(Ended::Panic { thread: world.current, said, place: None });
        });
    }
    exit();
}

/// A thread ends: a `join` of it can go on, and a lock that it still holds stays locked for ever.
fn exit() {
    let over = world::with(|world| {
        let me = world.current;
        let leaked = world.held_by(me);
        if let Some(object) = leaked.filter(|_| !world.settings.leaks) {
            world.end(Ended::LeakedLock { thread: me, object });
        }
        world.finish(me);
        if world.ended.is_none() && world.threads.iter().any(|thread| !thread.finished) {
            let next = turn::next(world);
            world.switches.extend(next);
        }
        if me == 0 {
            // The engine switches once more at the end of the first thread.
            world.switches.push(me);
        }
        world.ended.is_some() && !world.returns()
    });
    if over {
        leave();
    }
}
