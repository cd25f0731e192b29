//! The dependence of operations: the table that partial-order reduction relies on.
//!
//! Two operations are *independent* if, wherever both are enabled, doing them in either order leads to the
//! same state and neither enables or disables the other. Two operations on one object are assumed to be
//! dependent unless a line below says why not; operations on different objects never are. A dependence too
//! many costs executions; one too few loses schedules.

use crate::run::step::{Event, Pending};
use crate::spec::Action;

/// An operation, pending or done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Operation {
    pub(super) action: Action,
    pub(super) object: usize,
    pub(super) second: Option<usize>,
    /// The number of the message that is sent or delivered, among those of its link; none while pending.
    pub(super) message: Option<u64>,
    /// It is the first operation of a call whose answer is compared with a serial order.
    pub(super) opens: bool,
    /// It is (a pending one: may be) the last operation of such a call.
    pub(super) closes: bool,
}

impl Operation {
    pub(super) fn pending(pending: &Pending) -> Self {
        Self {
            action: pending.action,
            object: pending.object,
            second: pending.second,
            message: None,
            opens: pending.opens,
            closes: pending.in_call,
        }
    }

    pub(super) fn done(event: &Event) -> Self {
        Self {
            action: event.action,
            object: event.object,
            second: event.second,
            message: matches!(event.action, Action::Post | Action::Deliver).then_some(event.ticket),
            opens: event.opens,
            closes: event.closes,
        }
    }

    /// Its action on one of its objects: a wait unlocks its mutex, and its second half locks it.
    fn on(&self, object: usize) -> Action {
        match self.action {
            Action::Wait if self.second == Some(object) => Action::Unlock,
            Action::Wake(_) if self.second == Some(object) => Action::Lock,
            action => action,
        }
    }

    /// Returns whether it may depend on another with which it shares no object.
    pub(super) fn stands_alone(&self) -> bool {
        self.opens || self.closes || self.action.is_yield()
    }

    /// The objects it touches.
    pub(super) fn objects(&self) -> impl Iterator<Item = usize> + use<> {
        std::iter::once(self.object).chain(self.second)
    }
}

/// The table. In tests one of its cells may be wrong, to check that this is noticed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Table {
    #[cfg(test)]
    pub(super) flaw: Option<Flaw>,
}

/// A wrong cell of the table: of two operations on one object, or (`None`) of the ends of calls.
#[cfg(test)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Flaw {
    pub(super) cell: Option<(Action, Action)>,
    /// The cell says independent; otherwise it says never enabled at once.
    pub(super) independent: bool,
}

#[cfg(test)]
impl Flaw {
    pub(super) fn is_at(self, cell: Option<(Action, Action)>) -> bool {
        use std::mem::discriminant;
        let same = |(a, b): (Action, Action), (c, d): (Action, Action)| {
            let timed = |a: Action| matches!(a, Action::Wake(crate::spec::Waiting::Timed));
            let alike = |a, b| discriminant(&a) == discriminant(&b) && timed(a) == timed(b);
            alike(a, c) && alike(b, d) || alike(a, d) && alike(b, c)
        };
        match (self.cell, cell) {
            (None, None) => true,
            (Some(own), Some(other)) => same(own, other),
            _ => false,
        }
    }
}

impl Table {
    /// Returns whether the order of `a` and `b`, by different threads, can matter.
    pub(super) fn dependent(self, a: &Operation, b: &Operation) -> bool {
        // A serial order must respect which of two calls was over before the other began.
        if a.opens && b.closes || a.closes && b.opens {
            return self.sound(None);
        }
        // A yield has no effect, but around it the threads may do what the check cannot see.
        if a.action.is_yield() && b.action.is_yield() {
            return true;
        }
        a.objects().any(|object| b.objects().any(|other| object == other && self.on_one_object(a, b, object)))
    }

    fn on_one_object(self, a: &Operation, b: &Operation, object: usize) -> bool {
        let (on_a, on_b) = (a.on(object), b.on(object));
        if matches!((on_a, on_b), (Action::Post, Action::Deliver) | (Action::Deliver, Action::Post)) {
            // A link keeps its messages in order: only the message's own delivery depends on its sending.
            return a.message == b.message && self.sound(Some((on_a, on_b)));
        }
        !commute(on_a, on_b) && self.sound(Some((on_a, on_b)))
    }

    /// Returns whether `a` and `b`, which depend on each other, can be enabled at once. If not, one enables
    /// the other: their order is fixed wherever both happen, and cannot be reversed.
    pub(super) fn may_be_coenabled(self, a: &Operation, b: &Operation) -> bool {
        // Only the ends of calls make them dependent: their order can be reversed, whatever they are.
        if a.opens && b.closes || a.closes && b.opens {
            return self.reversible(None);
        }
        let shared = a.objects().filter(|object| b.objects().any(|other| other == *object));
        let (mut exclude, mut reversible) = (false, true);
        for object in shared {
            let (on_a, on_b) = (a.on(object), b.on(object));
            exclude |= exclusive(on_a, on_b);
            reversible &= self.reversible(Some((on_a, on_b)));
        }
        !exclude && reversible
    }

    #[cfg(not(test))]
    fn sound(self, _: Option<(Action, Action)>) -> bool {
        true
    }

    #[cfg(not(test))]
    fn reversible(self, _: Option<(Action, Action)>) -> bool {
        true
    }

    #[cfg(test)]
    fn sound(self, cell: Option<(Action, Action)>) -> bool {
        !self.flaw.is_some_and(|flaw| flaw.independent && flaw.is_at(cell))
    }

    #[cfg(test)]
    fn reversible(self, cell: Option<(Action, Action)>) -> bool {
        !self.flaw.is_some_and(|flaw| !flaw.independent && flaw.is_at(cell))
    }
}

/// Returns whether two operations on one object lead to the same state in either order, wherever both are
/// enabled, and neither enables or disables the other.
pub(super) fn commute(a: Action, b: Action) -> bool {
    half_commute(a, b) || half_commute(b, a) || a.only_looks() && b.only_looks()
}

fn half_commute(a: Action, b: Action) -> bool {
    use Action::{
        DropReceiver, DropSender, Handed, NotifyAll, OnceBegin, OnceForce, OnceLook, Read, Ready, Release,
        Send, TryRead, TrySend, Unpark, Unread,
    };
    match a {
        // Readers do not exclude each other.
        Read | TryRead | Unread => matches!(b, Read | TryRead | Unread),
        // Permits add up, and a second token has no effect.
        Release => b == Release,
        Unpark => b == Unpark,
        // The first wakes all waiters, the second finds none.
        NotifyAll => b == NotifyAll,
        // To begin changes "new" to "running": a look finds neither completed.
        OnceLook => matches!(b, OnceBegin | OnceForce),
        // A value that was received stays received.
        Handed => matches!(b, Send | TrySend | Ready | DropSender | Handed),
        // Only the receiver depends on the number of senders.
        DropSender => matches!(b, Send | TrySend | Ready | DropSender | DropReceiver),
        // Only `try_send` depends on whether the receiver waits.
        Ready => b == Send,
        Action::Socket(a) => matches!(b, Action::Socket(b) if a.commutes(b)),
        _ => false,
    }
}

/// Returns whether two operations on one object, by different threads, are never enabled at once.
pub(super) fn exclusive(a: Action, b: Action) -> bool {
    half_exclusive(a, b) || half_exclusive(b, a)
}

fn half_exclusive(a: Action, b: Action) -> bool {
    use Action::{
        Deliver, DropReceiver, Lock, OnceBegin, OnceEnd, OnceForce, Park, ParkTimeout, Post, Read, Ready,
        Recv, RecvTimeout, TryRecv, Unlock, Unread, Unwrite, Write,
    };
    match a {
        // A mutex is held when it is released, and free when it is taken; it has one holder.
        Unlock => matches!(b, Lock | Unlock),
        Unwrite => matches!(b, Read | Write | Unread | Unwrite),
        Unread => b == Write,
        // At most one initialiser runs, and none begins while it does.
        OnceEnd(_) => matches!(b, OnceBegin | OnceForce | OnceEnd(_)),
        // A channel has one receiver, and a thread parks only itself.
        Ready | Recv | TryRecv | RecvTimeout | DropReceiver => {
            matches!(b, Ready | Recv | TryRecv | RecvTimeout | DropReceiver)
        }
        Park | ParkTimeout => matches!(b, Park | ParkTimeout),
        // A message is sent before it is delivered.
        Post => b == Deliver,
        _ => false,
    }
}
