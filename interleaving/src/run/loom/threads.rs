//! Starting and ending model threads.

use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};

use super::ran::Limit;
use super::spin::Spin;
use super::stack;
use super::step::{Over, after_the_end, die, guarded, or_stuck};
use super::table::{self, Life};
use crate::run::object::Object;
use crate::run::step::Ended;
use crate::run::{locals, payload, world};
use crate::spec::{Action, Tid};

/// The threads that loom can model, the body's own included.
pub(super) const MOST_THREADS: usize = ::loom::MAX_THREADS;

/// The stack of a model thread, in words.
const STACK: usize = stack::BYTES / size_of::<usize>();

/// Starts a model thread. `object` is its thread object.
pub(crate) fn spawn(
    body: Box<dyn FnOnce()>,
    label: Option<String>,
    object: &Object,
    at: &'static Location<'static>,
) -> Tid {
    if table::life() != Life::Going {
        after_the_end(Action::Yield);
        return 0;
    }
    let (me, child) = world::with(|world| (world.current, world.threads.len()));
    if child >= MOST_THREADS {
        table::with(|table| table.limit = Some(Limit::Threads));
        die();
    }
    world::with(|world| world.start(label, object, at));
    let builder = ::loom::thread::Builder::new().stack_size(STACK);
    let handle = guarded(me, || builder.spawn(Sendable::run(Sendable(body), child)));
    table::with(|table| {
        let handle = handle.ok();
        table.threads.push(handle.as_ref().map(|handle| handle.thread().clone()));
        table.joins.push(handle);
        table.spins.push(Spin::default());
        table.spins[me].changes();
    });
    child
}

/// A thread's body: all model threads share one OS thread, so nothing is sent.
struct Sendable(Box<dyn FnOnce()>);
// SAFETY: loom runs the body on the OS thread that made it.
unsafe impl Send for Sendable {}

impl Sendable {
    fn run(self, me: Tid) -> impl FnOnce() + Send {
        move || {
            let Sendable(body) = { self };
            table::set_inside(false);
            world::with(|world| world.current = me);
            if table::life() == Life::Going {
                run_thread(me, body);
            }
        }
    }
}

/// Runs a thread's body and ends the thread, or its whole execution.
pub(super) fn run_thread(me: Tid, body: impl FnOnce()) {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        body();
        if table::life() == Life::Going {
            locals::drop_all();
            exit(me);
        }
    }));
    match (table::life(), outcome) {
        (Life::Going, Err(payload)) => resume_unwind(payload),
        (Life::Dead, outcome) => {
            if let Err(panic) = outcome {
                payload::forget(panic);
            }
            resume_unwind(Box::new(Over))
        }
        _ => table::set_inside(true),
    }
}

/// A thread ends: a `join` of it can go on, and a lock that it still holds stays locked for ever.
fn exit(me: Tid) {
    let (leaked, object) = world::with(|world| {
        let leaked = world.held_by(me);
        if let Some(object) = leaked {
            world.end(Ended::LeakedLock { thread: me, object });
        }
        world.threads[me].pending = None;
        (leaked.is_some(), world.finish(me))
    });
    if leaked {
        die();
    }
    or_stuck();
    for thread in object.map(|object| table::with(|table| table.wake(object))).unwrap_or_default() {
        thread.unpark();
    }
}
