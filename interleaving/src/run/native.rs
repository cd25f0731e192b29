//! std's interpretation: real threads, and a lock and a condition variable around each object's state.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use super::mode::{Mode, mode};
use super::object::Object;
use super::op::Op;
pub(crate) use super::real::me;
use super::round;
use crate::spec::{Action, Effect, Waiting};

/// Returns whether this is a real thread, which is about to do an atomic operation of std.
pub(crate) fn reached() -> bool {
    let real = mode() == Mode::Native;
    if real {
        round::delay();
    }
    real
}

/// Does one operation, waiting until it is enabled.
pub(super) fn perform(op: Op<'_>) -> Effect {
    round::delay();
    let effect = performed(op);
    round::delay();
    effect
}

fn performed(op: Op<'_>) -> Effect {
    match op.action {
        Action::Load(_)
        | Action::Store(_)
        | Action::Update(_)
        | Action::CompareExchange(..)
        | Action::Fence(_)
        | Action::CellRead
        | Action::CellWrite => Effect { ok: true, ..Effect::default() },
        Action::Yield | Action::Sleep => {
            std::thread::yield_now();
            Effect::default()
        }
        Action::Wait => {
            // Queue up before releasing the mutex: a notify in between finds this thread waiting.
            let effect = step(op.object, op, None);
            if let Some(mutex) = op.second {
                step(mutex, Op { action: Action::Unlock, ..op }, None);
            }
            effect
        }
        Action::Wake(_) => {
            let effect = step(op.object, op, None);
            if let Some(mutex) = op.second {
                step(mutex, Op { action: Action::Lock, ..op }, None);
            }
            effect
        }
        _ => step(op.object, op, None),
    }
}

/// Does one operation that has a timeout: as [`perform`], but gives up after `limit`. A limit beyond the
/// range of the clock never expires.
pub(super) fn perform_for(op: Op<'_>, limit: Duration) -> Effect {
    round::delay();
    let effect = step(op.object, op, Instant::now().checked_add(round::real(limit)));
    if let (Action::Wake(_), Some(mutex)) = (op.action, op.second) {
        step(mutex, Op { action: Action::Lock, ..op }, None);
    }
    effect
}

/// Waits until the specification enables the operation, or until `deadline`, and applies it.
fn step(object: &Object, op: Op<'_>, deadline: Option<Instant>) -> Effect {
    let native = object.native();
    let mut state = native.lock();
    // The specification always enables a timed operation: here it waits as its untimed form does.
    let wanted = match op.action {
        Action::Wake(_) => Action::Wake(Waiting::Untimed),
        Action::ParkTimeout => Action::Park,
        Action::RecvTimeout => Action::Recv,
        action => action,
    };
    while !state.enabled(me(), wanted, op.ticket) {
        state = match deadline {
            None => {
                round::sleeps(object);
                native.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
            }
            Some(deadline) => {
                let left = deadline.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    break;
                }
                native.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0
            }
        };
    }
    round::awake();
    let effect = state.apply(me(), op.action, &mut |_| 0);
    round::stepped(object);
    drop(state);
    native.changed.notify_all();
    effect
}
