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

    /// What it is to one of its objects: a wait is an unlock to its mutex, and its end is a lock.
    fn on(&self, object: usize) -> Action {
        match self.action {
            Action::Wait if self.second == Some(object) => Action::Unlock,
            Action::Wake(_) if self.second == Some(object) => Action::Lock,
            action => action,
        }
    }

    /// Whether it may depend on another with which it shares no object.
    pub(super) fn stands_alone(&self) -> bool {
        self.opens || self.closes || self.action.is_yield()
    }

    /// The objects it touches.
    pub(super) fn objects(&self) -> impl Iterator<Item = usize> + use<> {
        std::iter::once(self.object).chain(self.second)
    }
}

/// The table. In tests one of its cells may be wrong, to see that this is noticed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Table {
    #[cfg(test)]
    pub(super) flaw: Option<super::soundness::Flaw>,
}

impl Table {
    /// Whether the order of `a` and `b`, by different threads, can matter.
    pub(super) fn dependent(self, a: &Operation, b: &Operation) -> bool {
        // Which of two calls was over before the other began is part of what a serial order must respect.
        if a.opens && b.closes || a.closes && b.opens {
            return self.sound(None);
        }
        // A yield does nothing; but where a test puts one, what the threads do then may be unseen.
        if a.action.is_yield() && b.action.is_yield() {
            return true;
        }
        a.objects().any(|object| b.objects().any(|other| object == other && self.on_one_object(a, b, object)))
    }

    fn on_one_object(self, a: &Operation, b: &Operation, object: usize) -> bool {
        let (on_a, on_b) = (a.on(object), b.on(object));
        !commute(on_a, on_b) && self.sound(Some((on_a, on_b)))
    }

    /// Whether `a` and `b`, which depend on each other, can be enabled at once. If not, the one only makes way
    /// for the other: their order is fixed wherever both happen, and there is nothing to reverse.
    pub(super) fn may_be_coenabled(self, a: &Operation, b: &Operation) -> bool {
        // Only calls' ends make them dependent: reversible, whatever they are.
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

/// Whether two operations on one object lead to the same state in either order, wherever both are enabled,
/// and neither enables or disables the other.
pub(super) fn commute(a: Action, b: Action) -> bool {
    half_commute(a, b) || half_commute(b, a) || a.only_looks() && b.only_looks()
}

fn half_commute(a: Action, b: Action) -> bool {
    use Action::{
        DropReceiver, DropSender, Handed, NotifyAll, OnceBegin, OnceForce, OnceLook, Read, Ready, Release,
        Send, TryRead, TrySend, Unpark, Unread,
    };
    match a {
        // Readers do not keep each other out.
        Read | TryRead | Unread => matches!(b, Read | TryRead | Unread),
        // Two permits are two permits, and one token is one.
        Release => b == Release,
        Unpark => b == Unpark,
        // All are woken, and then there is nobody.
        NotifyAll => b == NotifyAll,
        // Who begins changes "new" to "running": to a look neither is done.
        OnceLook => matches!(b, OnceBegin | OnceForce),
        // A value that was taken stays taken.
        Handed => matches!(b, Send | TrySend | Ready | DropSender | Handed),
        // How many senders there are matters to the receiver alone.
        DropSender => matches!(b, Send | TrySend | Ready | DropSender | DropReceiver),
        // That somebody waits to take a value matters to who only tries to send.
        Ready => b == Send,
        _ => false,
    }
}

/// Whether two operations on one object, by different threads, are never enabled at once.
pub(super) fn exclusive(a: Action, b: Action) -> bool {
    half_exclusive(a, b) || half_exclusive(b, a)
}

fn half_exclusive(a: Action, b: Action) -> bool {
    use Action::{
        DropReceiver, Lock, OnceBegin, OnceEnd, OnceForce, Park, ParkTimeout, Read, Ready, Recv, RecvTimeout,
        TryRecv, Unlock, Unread, Unwrite, Write,
    };
    match a {
        // Held when it is released, and free when it is taken; two cannot release it.
        Unlock => matches!(b, Lock | Unlock),
        Unwrite => matches!(b, Read | Write | Unread | Unwrite),
        Unread => b == Write,
        // Nobody begins while one runs, and there is one that runs.
        OnceEnd(_) => matches!(b, OnceBegin | OnceForce | OnceEnd(_)),
        // There is one receiver, and a thread parks itself.
        Ready | Recv | TryRecv | RecvTimeout | DropReceiver => {
            matches!(b, Ready | Recv | TryRecv | RecvTimeout | DropReceiver)
        }
        Park | ParkTimeout => matches!(b, Park | ParkTimeout),
        _ => false,
    }
}
