//! The table: the numbers of objects, the pending operation of each thread, and which of these are enabled.

use std::panic::Location;

use super::World;
use crate::report::Misuse;
use crate::run::object::Object;
use crate::run::op::Op;
use crate::run::step::{CallState, Ended, Pending, Slot};
use crate::spec::{Action, State, Tid};

impl World {
    /// The number of `object` in this execution, registering it at its first use.
    pub(crate) fn number(&mut self, object: &Object, at: &'static Location<'static>) -> usize {
        match object.number(self.run) {
            Ok(Some(number)) => number,
            Ok(None) => self.register(object, at),
            Err(_) => {
                self.end(Ended::Misuse(Misuse::Survives { object: object.seed().kind().to_owned() }));
                self.register(object, at)
            }
        }
    }

    fn register(&mut self, object: &Object, at: &'static Location<'static>) -> usize {
        let number = self.slots.len();
        self.slots.push(Slot {
            state: object.seed().state(),
            seed: object.seed(),
            first: at,
            address: std::ptr::from_ref(object).addr(),
            name: object.name().map(str::to_owned),
            held: Vec::new(),
        });
        object.register(self.run, number);
        number
    }

    /// Makes `op` the current thread's pending operation.
    #[inline]
    pub(crate) fn announce(&mut self, op: &Op<'_>) {
        let object = self.number(op.object, op.at);
        let second = op.second.map(|second| self.number(second, op.at));
        let me = self.current;
        let call = &mut self.threads[me].call;
        let opens = matches!(call, CallState::Begun | CallState::InOrder);
        if *call == CallState::Begun {
            *call = CallState::Running;
        }
        let in_call = *call != CallState::Outside;
        let (action, ticket, at) = (op.action, op.ticket, op.at);
        self.threads[me].pending = Some(Pending { action, object, second, ticket, at, opens, in_call });
    }

    /// Returns whether `thread` has a pending operation that is enabled.
    #[inline]
    pub(crate) fn can_go_on(&self, thread: Tid) -> bool {
        self.threads[thread].pending.as_ref().is_some_and(|pending| self.is_enabled(thread, pending))
    }

    /// Returns whether the pending operation of `thread` is done without a choice, if it is enabled.
    #[inline]
    pub(crate) fn needs_no_choice(&self, thread: Tid) -> bool {
        let none = |pending: &Pending| pending.action.is_part() || self.is_eager(pending);
        self.threads[thread].pending.as_ref().is_some_and(none)
    }

    /// Returns whether `pending`, by `thread`, is enabled in the present state.
    #[inline]
    pub(crate) fn is_enabled(&self, thread: Tid, pending: &Pending) -> bool {
        if self.settings.locks_off && pending.action.is_lock() {
            return true;
        }
        if pending.action == Action::Settle {
            return self.has_settled(thread);
        }
        if self.settled && pending.action.is_of_process() {
            return true;
        }
        let own = self.slots[pending.object].state.enabled(thread, pending.action, pending.ticket);
        match (pending.action, pending.second) {
            (Action::Wake(_), Some(mutex)) => {
                (own || self.threads[thread].wakes_by_itself)
                    && self.slots[mutex].state.enabled(thread, Action::Lock, 0)
            }
            (Action::Deliver, Some(link)) => self.slots[link].state.enabled(thread, Action::Deliver, 0),
            _ => own,
        }
    }

    /// Returns whether `pending` is done as soon as it is enabled, without a choice: it commutes with everything
    /// that other threads can still do, or its network has settled.
    #[inline]
    pub(crate) fn is_eager(&self, pending: &Pending) -> bool {
        pending.action.is_eager() || self.settled && pending.action.is_of_process()
    }

    /// Checks that the current thread holds the mutex, and so may release it.
    pub(crate) fn holds(&mut self, mutex: &Object, at: &'static Location<'static>) -> Result<(), Ended> {
        let (thread, object) = (self.current, self.number(mutex, at));
        match self.slots[object].state {
            State::Mutex { holder } if holder != Some(thread) && self.ended.is_none() => {
                // Without locks, a thread holds every lock it took.
                let held = &self.slots[object].held;
                if self.settings.locks_off && held.iter().any(|&(holder, ..)| holder == thread) {
                    return Ok(());
                }
                Err(Ended::NotHeld { thread, object, holder, at })
            }
            _ => Ok(()),
        }
    }
}
