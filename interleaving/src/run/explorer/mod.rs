//! The explorer's interpretation, on shuttle's engine: each operation is exactly one transition.
//!
//! A thread announces its operation; the table says who can go on, the oracle chooses among them, and the
//! chosen thread does its operation, without a switch if it is the one that asked. The engine is told who
//! goes on, never asked: to it every thread is always runnable. Starting a thread runs it up to its first
//! operation at once; its end and a `join` of a finished thread take no step of their own. They commute
//! with all that the other threads can do, so no schedule is lost.
//!
//! Unwinding from a panic is one transition, up to the first operation that has to wait. Once an
//! execution has ended no thread goes on, but one that unwinds does so to its end: the engine cannot
//! leave a stack in the middle of a panic. Where even that is impossible (a destructor waits, or panics
//! itself), the OS thread is given up with all that is on it; see [`super::lane`].

mod engine;
mod turn;

use std::panic::{Location, catch_unwind};

use shuttle_engine::runtime::execution::ExecutionState;
use shuttle_engine::runtime::thread::switch;

use super::repeat::set_inside;
use super::world::{self, Ended, ThreadSlot, World};
use super::{Object, Op};
use crate::report::Misuse;
use crate::spec::{Effect, State, Tid};

pub(crate) use engine::{first_run, run};
pub(super) use engine::{run_here, run_once};
pub(super) use turn::farewell;
pub(crate) use turn::{BoxedOracle, Oracle, ways};

/// The threads of one execution: the oracles have a byte for each.
const MOST_THREADS: usize = 250;

/// The stack of a model thread, in bytes.
pub(super) const STACK: usize = 256 * 1024;

/// Does one operation as one transition.
pub(crate) fn perform(op: Op<'_>) -> Effect {
    let _checker = set_inside(false);
    match world::with(|world| coming(world, &op)) {
        Coming::Now => {}
        Coming::Later => switch(),
        Coming::Never => leave(),
        Coming::Over => return Effect { ok: true, ..Effect::default() },
    }
    let (effect, over) = world::with(|world| {
        let effect = world.apply(&mut turn::pick);
        (effect, world.ended.is_some() && !world.unwinding())
    });
    if over {
        // The step itself ended the execution: what would follow it does not happen.
        leave();
    }
    effect
}

/// How a thread comes to its next operation.
enum Coming {
    /// At once: there is no choice, or the oracle chose it.
    Now,
    /// When it is chosen; somebody else goes on meanwhile.
    Later,
    /// Never.
    Never,
    /// The execution is over, what is left of it is dropped, and operations mean nothing any more.
    Over,
}

fn coming(world: &mut World, op: &Op<'_>) -> Coming {
    if world.stopped {
        return Coming::Over;
    }
    let unwinding = world.unwinding();
    if !unwinding {
        // A panic that the program caught by itself.
        world.caught();
        if world.ended.is_some() {
            return Coming::Never;
        }
    }
    world.announce(op);
    let me = world.current;
    if (unwinding || op.action.is_eager()) && world.can_go_on(me) {
        // No choice was made: the schedule does not have this step.
        world.enabled = 0;
        return Coming::Now;
    }
    if world.ended.is_some() {
        return Coming::Never;
    }
    match turn::next(world) {
        Some(chosen) if chosen == me => Coming::Now,
        Some(chosen) => {
            world.told.push(chosen);
            Coming::Later
        }
        None => Coming::Never,
    }
}

/// Never goes on: the scheduler answers "stop", and the engine drops the stack.
fn leave() -> ! {
    loop {
        switch();
    }
}

/// One of `ways` in which the last step may have gone.
pub(crate) fn draw(ways: usize) -> usize {
    let _checker = set_inside(false);
    world::with(|world| {
        if ways < 2 || world.stopped || world.ended.is_some() || world.unwinding() {
            return 0;
        }
        turn::pick(ways)
    })
}

/// Takes in the access to a plain cell that was the last step, and ends the execution if it races.
pub(crate) fn access() -> Option<usize> {
    let raced = world::with(|world| {
        if world.stopped || world.ended.is_some() {
            return None;
        }
        let event = world.events.len() - 1;
        let racing = world.race();
        if let Some(first) = racing {
            world.end(Ended::DataRace { first, second: event });
        }
        Some((event, racing.is_some() && !world.unwinding()))
    });
    let (event, leaves) = raced?;
    if leaves {
        leave();
    }
    Some(event)
}

/// Ends the execution because the running thread did what it must not.
pub(crate) fn blame(ended: Ended) {
    let _checker = set_inside(false);
    let leaves = world::with(|world| {
        world.end(ended);
        !world.unwinding()
    });
    if leaves {
        leave();
    }
}

/// Starts a model thread and runs it up to its first operation. `object` is its thread object.
pub(crate) fn spawn(
    body: Box<dyn FnOnce()>,
    label: Option<String>,
    object: &Object,
    at: &'static Location<'static>,
) -> Tid {
    let _checker = set_inside(false);
    let parent = world::with(|world| {
        let number = world.number(object, at);
        if world.threads.len() >= MOST_THREADS {
            world.end(Ended::Misuse(Misuse::TooManyThreads { most: MOST_THREADS }));
        }
        let slot = ThreadSlot { label, object: Some(number), ..ThreadSlot::default() };
        world.threads.push(slot);
        world.started();
        // The engine switches once before it makes the thread: stay here.
        world.told.push(world.current);
        world.ended.is_none().then_some(world.current)
    });
    // A thread that starts another while it unwinds from the panic that ended the execution waits for it
    // in vain.
    let Some(parent) = parent else { leave() };
    let child =
        usize::from(ExecutionState::spawn_thread(Box::new(move || thread(body)), STACK, None, None, at));
    world::with(|world| world.told.push(child));
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

/// The end of every thread: its own values are dropped, then it is over.
fn finish() {
    world::with(World::caught);
    let program = set_inside(true);
    let outcome = catch_unwind(crate::thread::local::drop_all);
    drop(program);
    if outcome.is_err() {
        // std would end the process.
        world::with(|world| {
            world.caught();
            let (thread, message) =
                (world.current, "a thread-local value panicked when it was dropped".to_owned());
            world.end(Ended::Panic {
                thread,
                message,
                promise: None,
                file: String::new(),
                line: 0,
                column: 0,
            });
        });
    }
    exit();
}

/// A thread ends: whoever joins it can go on, and what it still holds is held for ever.
fn exit() {
    let over = world::with(|world| {
        let me = world.current;
        let leaked = world.slots.iter().position(|slot| slot.held.iter().any(|&(holder, ..)| holder == me));
        if let Some(object) = leaked.filter(|_| !world.settings.leaks) {
            world.end(Ended::LeakedLock { thread: me, object });
        }
        world.threads[me].finished = true;
        if let Some(object) = world.threads[me].object
            && let State::Thread { finished, .. } = &mut world.slots[object].state
        {
            *finished = true;
        }
        if world.ended.is_none() && world.threads.iter().any(|thread| !thread.finished) {
            let next = turn::next(world);
            world.told.extend(next);
        }
        if me == 0 {
            // The engine switches once more at the end of the first thread.
            world.told.push(me);
        }
        world.ended.is_some()
    });
    if over {
        leave();
    }
}
