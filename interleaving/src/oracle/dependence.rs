//! Which operations depend on each other: the table that partial-order reduction rests on.
//!
//! Two operations are *independent* if, wherever both are enabled, doing them in either order leads to
//! the same state and neither enables or disables the other. Everything on one object is taken to be
//! dependent unless a line below says why not; operations on different objects never are. Erring towards
//! dependence costs executions; erring the other way loses schedules.

use crate::run::world::{Event, Pending};
use crate::spec::Action;

/// What the reduction knows of an operation, pending or done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operation {
    pub(super) action: Action,
    pub(super) object: usize,
    pub(super) second: Option<usize>,
    /// It is the first of a call whose answer is compared with a serial order.
    pub(super) opens: bool,
    /// It is, or if it is pending may be, the last of such a call.
    pub(super) closes: bool,
}

impl Operation {
    pub(super) fn pending(pending: &Pending) -> Self {
        Self {
            action: pending.action,
            object: pending.object,
            second: pending.second,
            opens: pending.opens,
            closes: pending.in_call,
        }
    }

    pub(super) fn done(event: &Event) -> Self {
        Self {
            action: event.action,
            object: event.object,
            second: event.second,
            opens: event.opens,
            closes: event.closes,
        }
    }

    /// The objects it touches.
    pub(super) fn objects(&self) -> impl Iterator<Item = usize> + use<> {
        std::iter::once(self.object).chain(self.second)
    }
}

/// Whether the order of `a` and `b`, by different threads, can matter.
pub(super) fn dependent(a: &Operation, b: &Operation) -> bool {
    // Which of two calls was over before the other began is part of what a serial order must respect.
    if a.opens && b.closes || a.closes && b.opens {
        return true;
    }
    a.objects().any(|object| b.objects().any(|other| object == other && on_one_object(a, b, object)))
}

fn on_one_object(a: &Operation, b: &Operation, object: usize) -> bool {
    // A wait is an unlock to its mutex, and its end is a lock.
    let on = |operation: &Operation| match operation.action {
        Action::Wait if operation.second == Some(object) => Action::Unlock,
        Action::Wake(_) if operation.second == Some(object) => Action::Lock,
        action => action,
    };
    // Looking changes nothing.
    !(on(a).only_looks() && on(b).only_looks())
}

/// Whether `a` and `b` on one object can be enabled at once. If not, the one only makes way for the
/// other: their order is fixed wherever both happen, and there is nothing to reverse.
pub(super) fn may_be_coenabled(a: &Operation, b: &Operation) -> bool {
    let releases = |operation: &Operation| matches!(operation.action, Action::Unlock | Action::Wait);
    let takes = |operation: &Operation| matches!(operation.action, Action::Lock | Action::Wake(_));
    let mutex = |operation: &Operation| match operation.action {
        Action::Lock | Action::Unlock => Some(operation.object),
        Action::Wait | Action::Wake(_) => operation.second,
        _ => None,
    };
    // Only calls' ends make them dependent: reversible, whatever they are.
    if a.opens && b.closes || a.closes && b.opens {
        return true;
    }
    // A mutex is held when it is released, and free when it is taken; two cannot release it.
    let same = mutex(a).is_some() && mutex(a) == mutex(b);
    !(same && (releases(a) && (takes(b) || releases(b)) || takes(a) && releases(b)))
}
