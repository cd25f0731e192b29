//! The end of an execution: deadlocks, threads that are meant to wait, threads that spin.

use std::sync::atomic::Ordering::Relaxed;

use super::World;
use crate::run::step::{Ended, Event, ThreadSlot, bit};
use crate::spec::{Action, Tid};

impl World {
    /// Ends the execution; the first reason counts.
    pub(crate) fn end(&mut self, reason: Ended) {
        if reason == Ended::Abandoned && self.ended.is_none() {
            self.leave_pending();
        }
        self.ended.get_or_insert(reason);
    }

    /// Ends the execution because no thread can go on.
    pub(crate) fn stuck(&mut self) {
        let meant = match &self.settings.any_end {
            Some(deadlock) => {
                deadlock.store(true, Relaxed);
                true
            }
            None => self.all_meant_to_wait(),
        };
        self.end(if meant { Ended::AsMeant } else { Ended::Deadlock });
    }

    /// Returns whether each thread has finished, waits where it is meant to, or joins another thread.
    fn all_meant_to_wait(&self) -> bool {
        let joins =
            |thread: &ThreadSlot| thread.pending.is_some_and(|pending| pending.action == Action::Join);
        let fine = |thread: &ThreadSlot| thread.finished || thread.waits.is_some() || joins(thread);
        self.threads.iter().any(|thread| thread.waits.is_some()) && self.threads.iter().all(fine)
    }

    /// The thread that took the last `steps` steps without a yield, though others could have gone on.
    pub(crate) fn spins(&self, steps: usize) -> Option<Tid> {
        let last = &self.events[self.events.len().checked_sub(steps.max(1))?..];
        let thread = last.first()?.thread;
        let alone = |event: &Event| event.thread == thread && !event.yields() && event.enabled != bit(thread);
        last.iter().all(alone).then_some(thread)
    }

    /// How the execution failed, if it did.
    pub(crate) fn failure(&self) -> Option<Ended> {
        self.ended.clone().filter(|ended| *ended != Ended::AsMeant)
    }
}
