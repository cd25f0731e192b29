//! One step under loom: announced in the world, done by loom, applied in the world. And its end: an execution
//! that fails or is given up.

use std::panic::resume_unwind;

use super::ran::Limit;
use super::table::{self, Life};
use crate::run::mode::is_recording;
use crate::run::op::Op;
use crate::run::step::{Ended, ThreadSlot};
use crate::run::world::{self, World};
use crate::spec::{Action, Effect, Tid};

/// The payload that unwinds a thread whose execution is over.
pub(super) struct Over;

/// Makes the operation pending: returns the thread, the object's number, and whether it is enabled.
pub(super) fn announce(op: &Op<'_>) -> (Tid, usize, bool) {
    let (me, number, enabled, misused) = world::with(|world| {
        world.announce(op);
        let me = world.current;
        let enabled = world.can_go_on(me);
        let number = world.threads[me].pending.map_or(0, |pending| pending.object);
        (me, number, enabled, world.ended.is_some())
    });
    if misused {
        die();
    }
    (me, number, enabled)
}

/// Calls loom on behalf of `me`. Others may run meanwhile; afterwards `me` is the running thread again.
pub(super) fn guarded<R>(me: Tid, call: impl FnOnce() -> R) -> R {
    table::set_inside(true);
    let result = call();
    table::set_inside(false);
    world::with(|world| world.current = me);
    if table::life() != Life::Going {
        drop(result);
        resume_unwind(Box::new(Over));
    }
    result
}

/// Applies the pending operation of `me` in the world.
pub(super) fn apply(me: Tid) -> Effect {
    let (pending, effect) = world::with(|world| {
        if is_recording() {
            world.enabled = able(world);
        }
        let pending = world.threads[me].pending;
        // loom cannot choose a waiter: the first in the queue is woken.
        (pending, world.apply(&mut |_| 0))
    });
    if let Some(pending) = pending.filter(|pending| !is_memory(pending.action)) {
        table::with(|table| table.spins[me].did(pending.object, effect.ok));
    }
    effect
}

/// Returns whether it changes memory at most: then its caller reports to [`Spin`](super::spin::Spin) itself.
fn is_memory(action: Action) -> bool {
    matches!(
        action,
        Action::Load(_)
            | Action::Store(_)
            | Action::Update(_)
            | Action::CompareExchange(..)
            | Action::Fence(_)
            | Action::Yield
            | Action::Sleep
    )
}

/// Returns whether the pending operation of `me` is enabled.
pub(super) fn is_enabled(world: &World, me: Tid) -> bool {
    world.threads[me].pending.as_ref().is_none_or(|pending| world.is_enabled(me, pending))
}

/// The threads that can go on, as bits.
fn able(world: &World) -> u64 {
    let cut = table::with(|table| table.cut);
    let can =
        |tid: Tid, thread: &ThreadSlot| !thread.finished && cut & (1 << tid) == 0 && is_enabled(world, tid);
    let threads = world.threads.iter().enumerate();
    threads.fold(0, |set, (tid, thread)| set | u64::from(can(tid, thread)) << tid)
}

/// Parks until another thread changes the object that this thread waits for.
pub(super) fn park(me: Tid) {
    or_stuck();
    table::with(|table| table.parks(me));
    guarded(me, ::loom::thread::park);
    table::with(|table| table.parked &= !(1 << me));
}

/// Ends the execution if no thread can go on. A thread calls this before it waits.
pub(super) fn or_stuck() {
    let (stuck, unfinished) =
        world::with(|world| (able(world) == 0, world.threads.iter().any(|thread| !thread.finished)));
    if !stuck || !unfinished {
        return;
    }
    if table::with(|table| table.cut != 0) {
        tear_down();
    }
    world::with(|world| world.end(Ended::Deadlock));
    die();
}

/// Ends the execution as failed or useless: nothing touches loom any more.
pub(super) fn die() -> ! {
    table::set_life(Life::Dead);
    world::with(|world| world.end(Ended::Abandoned));
    resume_unwind(Box::new(Over))
}

/// Ends the execution without a failure: every thread unwinds, and loom goes on to the next.
fn tear_down() -> ! {
    table::set_life(Life::TornDown);
    world::with(|world| world.end(Ended::Abandoned));
    ::loom::skip_branch();
    let (guards, parked) = table::with(table::Table::let_go);
    drop(guards);
    for thread in parked {
        thread.unpark();
    }
    resume_unwind(Box::new(Over))
}

/// Does an operation of a destructor in an execution that is over, or unwinds a thread that must end with it.
pub(super) fn after_the_end(action: Action) -> Effect {
    if !std::thread::panicking() {
        resume_unwind(Box::new(Over));
    }
    // The answer that is least likely to make a destructor panic, which would abort the process.
    let ok = !matches!(
        action,
        Action::TryLock
            | Action::TryRead
            | Action::TryWrite
            | Action::TryAcquire
            | Action::OnceBegin
            | Action::OnceForce
            | Action::Recv
            | Action::TryRecv
            | Action::RecvTimeout
            | Action::Socket(_)
    );
    Effect { ok, ..Effect::default() }
}

/// Ends the execution because the running thread broke a rule of the library.
pub(in crate::run) fn blame(ended: Ended) {
    world::with(|world| world.end(ended));
    if !std::thread::panicking() {
        die();
    }
}

/// Ends the exploration: loom cannot check this program.
pub(in crate::run) fn give_up(limit: Limit) {
    if table::life() == Life::Going {
        table::with(|table| table.limit = Some(limit));
        if !std::thread::panicking() {
            die();
        }
    }
}
