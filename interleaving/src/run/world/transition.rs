//! One transition: the pending operation of the current thread is applied, and becomes an event.

use std::panic::Location;

use super::World;
use crate::run::step::{CallState, Event, Link, Pending};
use crate::spec::network::IN_VAIN;
use crate::spec::{Action, Effect, Tid};

impl World {
    /// Does the current thread's pending operation.
    pub(crate) fn apply(&mut self, pick: &mut dyn FnMut(usize) -> usize) -> Effect {
        let me = self.current;
        let Some(pending) = self.threads[me].pending.take() else {
            unreachable!("a thread announces its operation before it does it")
        };
        let mut effect = if self.settled && pending.action.is_of_process() {
            Effect::default()
        } else if pending.action == Action::Wait && self.wakes_spuriously(pick) {
            Effect { ok: true, ..Effect::default() }
        } else {
            self.slots[pending.object].state.apply(me, pending.action, pick)
        };
        if pending.action == Action::Deliver && !self.settled {
            effect = self.delivered(me, &pending, pick);
        } else if pending.action == Action::Post && pending.ticket == IN_VAIN {
            self.sent_in_vain(pending.object);
        } else if let Some(mutex) = pending.second.filter(|_| !pending.action.is_of_process()) {
            let action = if pending.action == Action::Wait { Action::Unlock } else { Action::Lock };
            self.slots[mutex].state.apply(me, action, pick);
            self.hold(mutex, action, pending.at);
        }
        if self.settings.locks_off && pending.action.is_lock() {
            effect.ok = true;
        }
        if effect.ok {
            self.hold(pending.object, pending.action, pending.at);
        }
        if pending.action == Action::Join {
            let joined = self.threads.iter().position(|thread| thread.object == Some(pending.object));
            self.links.extend(joined.map(|from| Link { at: self.events.len(), from, to: me }));
        }
        // An operation of a destructor, once the execution is over, is no step of the program.
        if self.is_eager(&pending) || self.ended.is_some() {
            return effect;
        }
        // A timed wait that times out counts as a yield: other threads go first.
        self.yielded = pending.action.is_yield() || pending.action.is_timed() && !effect.ok;
        self.settings.progress.step(me, self.last_place(me, &pending));
        self.events.push(Event {
            thread: me,
            action: pending.action,
            object: pending.object,
            second: pending.second,
            at: pending.at,
            ok: effect.ok,
            woken: effect.woken.clone(),
            enabled: self.enabled,
            opens: pending.opens,
            closes: self.threads[me].call == CallState::InOrder,
            values: Vec::new(),
            stale: None,
            wrote: false,
            ticket: effect.ticket,
            drawn: 0,
        });
        effect
    }

    /// Returns whether the wait that the current thread begins wakes spuriously: at most once per thread in
    /// an execution, which shows whether the thread checks its condition again. Such a wait is over as it
    /// begins, and only the mutex is taken later: a notification before that would make it an ordinary wait.
    fn wakes_spuriously(&mut self, pick: &mut dyn FnMut(usize) -> usize) -> bool {
        let thread = &mut self.threads[self.current];
        let wakes = self.settings.spurious && !thread.woke_spuriously && self.ended.is_none() && pick(2) == 1;
        thread.woke_spuriously |= wakes;
        thread.wakes_by_itself = wakes;
        wakes
    }

    /// Returns whether the weak exchange that the current thread has just done may fail spuriously: at most
    /// one per thread does, which shows whether the thread tries again.
    pub(crate) fn may_fail_weakly(&self) -> bool {
        self.settings.weak && !self.threads[self.current].failed_weakly
    }

    /// The last place in the source where `thread`, which does `pending`, used the library. The compiler
    /// inserts the drop of a guard, so that has no place.
    fn last_place(&self, thread: Tid, pending: &Pending) -> &'static Location<'static> {
        let written = |action: Action| !matches!(action, Action::Unlock | Action::Unread | Action::Unwrite);
        if written(pending.action) {
            return pending.at;
        }
        let own = self.events.iter().rfind(|event| event.thread == thread && written(event.action));
        own.map_or(pending.at, |event| event.at)
    }

    /// Updates the holders of `object`.
    fn hold(&mut self, object: usize, action: Action, at: &'static Location<'static>) {
        let me = self.current;
        let step = self.events.len();
        let held = &mut self.slots[object].held;
        match action {
            Action::Lock
            | Action::TryLock
            | Action::Read
            | Action::TryRead
            | Action::Write
            | Action::TryWrite => {
                held.push((me, step, at));
            }
            Action::Unlock | Action::Unread | Action::Unwrite => {
                // The thread's own entry; a thread may also release a bare lock that it does not hold.
                let own = held.iter().rposition(|&(holder, ..)| holder == me);
                if let Some(entry) = own.or(held.len().checked_sub(1)) {
                    held.remove(entry);
                }
            }
            _ => {}
        }
    }
}
