//! std's interpretation: real threads, and a lock and a condition variable around each object's state.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Object, Op};
use crate::spec::{Action, Effect, State, Tid};

/// An object's state on real threads.
pub(crate) struct Native {
    state: Mutex<State>,
    changed: Condvar,
}

impl Native {
    pub(crate) fn new(state: State) -> Self {
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Whether the state is that of a mutex which `thread` holds.
    pub(crate) fn is_held_by(&self, thread: Tid) -> bool {
        *self.lock() == State::Mutex { holder: Some(thread) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic while the state is locked could only be ours, and each update is a single call.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// This real thread's number.
pub(crate) fn me() -> Tid {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    thread_local! {
        static ME: Cell<Tid> = const { Cell::new(0) };
    }
    if ME.get() == 0 {
        ME.set(NEXT.fetch_add(1, Relaxed));
    }
    ME.get()
}

/// Does one operation, waiting until it is enabled.
pub(crate) fn perform(op: Op<'_>) -> Effect {
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
            // Queue up before letting go: a notify in between finds this thread waiting.
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

/// As [`perform`], but gives up after `limit`; for the operations that have a timeout. A limit beyond
/// the end of the clock is none.
pub(crate) fn perform_for(op: Op<'_>, limit: Duration) -> Effect {
    let effect = step(op.object, op, Instant::now().checked_add(limit));
    if let (Action::Wake(_), Some(mutex)) = (op.action, op.second) {
        step(mutex, Op { action: Action::Lock, ..op }, None);
    }
    effect
}

/// Waits until the specification says that the operation is enabled, or until `deadline`, and applies it.
fn step(object: &Object, op: Op<'_>, deadline: Option<Instant>) -> Effect {
    let native = object.native();
    let mut state = native.lock();
    // A timed operation is always enabled; here it waits for what would enable it without its timeout.
    let wanted = match op.action {
        Action::Wake(_) => Action::Wake(crate::spec::Waiting::Untimed),
        Action::ParkTimeout => Action::Park,
        Action::RecvTimeout => Action::Recv,
        action => action,
    };
    while !state.enabled(me(), wanted, op.ticket) {
        state = match deadline {
            None => native.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            Some(deadline) => {
                let left = deadline.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    break;
                }
                native.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0
            }
        };
    }
    let effect = state.apply(me(), op.action, &mut |_| 0);
    drop(state);
    native.changed.notify_all();
    effect
}
