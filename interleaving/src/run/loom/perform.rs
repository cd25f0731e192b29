//! The operations, each as loom can do it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;

use super::atomic;
use super::ran::Limit;
use super::step::{after_the_end, announce, apply, die, guarded, is_enabled, or_stuck, park};
use super::table::{self, Life};
use crate::run::op::Op;
use crate::run::step::{Ended, Event, Pending};
use crate::run::world;
use crate::spec::{Action, Effect, Seed, State, Waiting};

/// Does one operation, waiting until it is enabled.
pub(in crate::run) fn perform(op: Op<'_>) -> Effect {
    if table::life() != Life::Going {
        return after_the_end(op.action);
    }
    match (op.action, op.object.seed()) {
        (Action::Lock | Action::TryLock | Action::Unlock, Seed::Mutex) => mutex(&op),
        (Action::Wake(waiting), _) => wake(&op, waiting),
        (Action::Fence(order), _) => fence(&op, order),
        (Action::CellRead | Action::CellWrite, Seed::Cell) => cell(&op),
        (Action::Yield | Action::Sleep, _) => pause(&op),
        (Action::Join, _) => join(&op),
        _ => in_turn(&op),
    }
}

fn mutex(op: &Op<'_>) -> Effect {
    if op.action == Action::Unlock {
        let (me, number, _) = announce(op);
        let effect = apply(me);
        let guard = table::with(|table| table.side(number).guard.take());
        drop(guard);
        return effect;
    }
    let (me, number, enabled) = announce(op);
    if op.action == Action::TryLock {
        // loom blocks a thread at a `try_lock` while another takes the lock, and then reports a deadlock that
        // does not exist.
        table::with(|table| table.limit = Some(Limit::TryLock));
        die();
    }
    let turn = table::with(|table| table.turn(number));
    if !enabled {
        or_stuck();
    }
    let taken = guarded(me, || turn.lock().ok());
    table::with(|table| table.keep(number, taken));
    apply(me)
}

/// An operation on an object that loom does not have: a loop around its turn.
fn in_turn(op: &Op<'_>) -> Effect {
    let (me, number, _) = announce(op);
    loop {
        let turn = table::with(|table| table.turn(number));
        let guard = guarded(me, || turn.lock().ok());
        if world::with(|world| is_enabled(world, me)) {
            let mutex = world::with(|world| world.threads[me].pending.and_then(|pending| pending.second));
            let effect = apply(me);
            // `Wait` releases its mutex in the same step.
            let held = mutex.and_then(|mutex| table::with(|table| table.side(mutex).guard.take()));
            drop(held);
            drop(guard);
            for thread in table::with(|table| table.wake(number)) {
                thread.unpark();
            }
            return effect;
        }
        table::with(|table| table.side(number).waiting.push(me));
        drop(guard);
        park(me);
    }
}

/// The second half of a wait: the wakeup first, then the mutex.
fn wake(op: &Op<'_>, waiting: Waiting) -> Effect {
    let (me, number, _) = announce(op);
    let Some(Pending { second: Some(mutex), .. }) = world::with(|world| world.threads[me].pending) else {
        unreachable!("a wait names its mutex")
    };
    loop {
        let turn = table::with(|table| table.turn(number));
        let guard = guarded(me, || turn.lock().ok());
        let woken = world::with(|world| {
            let state = &mut world.slots[number].state;
            let woken = state.enabled(me, Action::Wake(waiting), op.ticket);
            // A thread that times out leaves the queue now, not when it has the mutex.
            if let (true, State::Condvar { waiting, .. }) = (woken, state) {
                waiting.retain(|&thread| thread != me);
            }
            woken
        });
        if woken {
            drop(guard);
            break;
        }
        table::with(|table| table.side(number).waiting.push(me));
        drop(guard);
        park(me);
    }
    let turn = table::with(|table| table.turn(mutex));
    if !world::with(|world| is_enabled(world, me)) {
        or_stuck();
    }
    let guard = guarded(me, || turn.lock().ok());
    table::with(|table| table.keep(mutex, guard));
    apply(me)
}

fn fence(op: &Op<'_>, order: Ordering) -> Effect {
    let me = announce(op).0;
    if order == Ordering::SeqCst && table::with(table::Table::order).is_none() {
        die();
    }
    guarded(me, || atomic::fenced(order));
    apply(me)
}

/// An access to a plain cell: no step to loom, only a check of what happened before.
fn cell(op: &Op<'_>) -> Effect {
    let (me, number, _) = announce(op);
    let Some(cell) = table::with(|table| table.cell(number)) else {
        die();
    };
    let effect = apply(me);
    table::set_inside(true);
    let checked = catch_unwind(AssertUnwindSafe(|| match op.action {
        Action::CellRead => cell.with(|_| ()),
        _ => cell.with_mut(|_| ()),
    }));
    table::set_inside(false);
    if checked.is_err() {
        table::with(|table| table.limit = None);
        world::with(|world| {
            let second = world.events.len() - 1;
            let conflicts = |event: &Event| {
                let writes = op.action == Action::CellWrite || event.action == Action::CellWrite;
                event.object == number && event.thread != me && writes
            };
            let first = world.events[..second].iter().rposition(conflicts).unwrap_or(second);
            world.ended = Some(Ended::DataRace { first, second });
        });
        die();
    }
    effect
}

fn pause(op: &Op<'_>) -> Effect {
    let me = announce(op).0;
    let cut = table::with(|table| {
        let cut = table.spins[me].yields();
        table.cut |= u64::from(cut) << me;
        cut
    });
    let effect = apply(me);
    if !cut {
        guarded(me, ::loom::thread::yield_now);
        return effect;
    }
    loop {
        park(me);
    }
}

fn join(op: &Op<'_>) -> Effect {
    let (me, number, enabled) = announce(op);
    let handle = world::with(|world| world.threads.iter().position(|thread| thread.object == Some(number)))
        .and_then(|joined| table::with(|table| table.joins[joined].take()));
    match handle {
        Some(handle) => {
            if !enabled {
                or_stuck();
            }
            // A thread that panics ends the execution, so the result is never an error.
            guarded(me, || drop(handle.join()));
            apply(me)
        }
        None => in_turn(op),
    }
}
