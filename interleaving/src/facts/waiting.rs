//! The threads that wait at the end of an execution, the objects they wait for, and the holders.

use super::Facts;
use crate::run::step::{Ended, Event, Pending};
use crate::spec::{Action, Seed, Tid};

impl Facts<'_> {
    /// The unfinished threads of an execution that deadlocks or never finishes, each with its next operation, in
    /// their order; without those that join other threads.
    pub(crate) fn blocked(&self) -> Vec<(Tid, Pending)> {
        let threads = self.recording.threads.iter().enumerate();
        // A thread that must wait for ever is not part of a deadlock.
        let stuck = self.recording.ended == Some(Ended::Deadlock);
        let waiting = threads.filter(|(_, thread)| !(thread.finished || stuck && thread.waits.is_some()));
        let pending = waiting.filter_map(|(tid, thread)| thread.pending.map(|pending| (tid, pending)));
        pending.filter(|(_, pending)| pending.action != Action::Join).collect()
    }

    /// Returns whether `thread` sleeps on a condition variable and has not been notified.
    pub(crate) fn is_asleep(&self, thread: Tid, pending: &Pending) -> bool {
        matches!(pending.action, Action::Wake(_))
            && !self.recording.slots[pending.object].state.enabled(thread, pending.action, 0)
    }

    /// Returns whether the thread's next operation is enabled.
    pub(crate) fn can_go_on(&self, thread: Tid, pending: &Pending) -> bool {
        let slots = &self.recording.slots;
        let own = slots[pending.object].state.enabled(thread, pending.action, pending.ticket);
        match pending.second {
            Some(mutex) if matches!(pending.action, Action::Wake(_)) => {
                own && slots[mutex].state.enabled(thread, Action::Lock, 0)
            }
            _ => own,
        }
    }

    /// The object that a blocked thread waits for; the mutex, if the thread was notified and cannot lock it yet.
    pub(crate) fn awaited(&self, thread: Tid, pending: &Pending) -> usize {
        match pending.second {
            Some(mutex) if matches!(pending.action, Action::Wake(_)) && !self.is_asleep(thread, pending) => {
                mutex
            }
            _ => pending.object,
        }
    }

    /// The threads that hold `object`, each with the event that took it.
    pub(crate) fn holders(&self, object: usize) -> Vec<(Tid, usize)> {
        let slot = &self.recording.slots[object];
        if let Seed::Semaphore(permits) = slot.seed {
            return if permits == 0 { Vec::new() } else { self.permits_kept(object) };
        }
        slot.held.iter().map(|&(thread, event, _)| (thread, event)).collect()
    }

    /// The permits that threads took and have not returned.
    fn permits_kept(&self, object: usize) -> Vec<(Tid, usize)> {
        let mut kept: Vec<(Tid, usize)> = Vec::new();
        for (number, event) in self.events().iter().enumerate().filter(|(_, event)| event.object == object) {
            match event.action {
                Action::Acquire | Action::TryAcquire if event.ok => kept.push((event.thread, number)),
                Action::Release => {
                    if let Some(own) = kept.iter().rposition(|&(thread, _)| thread == event.thread) {
                        kept.remove(own);
                    }
                }
                _ => {}
            }
        }
        kept
    }

    /// Threads that wait for each other in a cycle: each with the object that it waits for and the event with
    /// which the next one took it.
    pub(crate) fn cycle(&self) -> Option<Vec<(Tid, usize, usize)>> {
        let blocked = self.blocked();
        let next = |thread: Tid| -> Option<(usize, Tid, usize)> {
            let (_, pending) = blocked.iter().find(|(other, _)| *other == thread)?;
            let object = self.awaited(thread, pending);
            let holders = self.holders(object);
            // All holders must release a lock, so one stuck holder is enough; a permit may come from any holder.
            if matches!(self.recording.slots[object].seed, Seed::Semaphore(_)) && holders.len() > 1 {
                return None;
            }
            let stuck = |(holder, _): &&(Tid, usize)| blocked.iter().any(|(other, _)| other == holder);
            holders.iter().find(stuck).map(|&(holder, taken)| (object, holder, taken))
        };
        for &(start, _) in &blocked {
            let mut circle = Vec::new();
            let mut thread = start;
            while let Some((object, holder, taken)) = next(thread) {
                circle.push((thread, object, taken));
                thread = holder;
                if thread == start {
                    return Some(circle);
                }
                if circle.len() > blocked.len() {
                    break;
                }
            }
        }
        None
    }

    /// A thread that must wait for ever but can go on, with the test's label for that call.
    pub(crate) fn meant_to_wait(&self) -> Option<(Tid, &str)> {
        let threads = self.recording.threads.iter().enumerate();
        let waits =
            threads.filter_map(|(tid, thread)| Some((tid, thread.waits.as_deref()?, thread.pending?)));
        let mut able = waits.filter(|&(tid, _, pending)| self.can_go_on(tid, &pending));
        able.next().map(|(tid, call, _)| (tid, call))
    }

    /// The threads that sleep for ever in the program under test: each with its condition variable and the
    /// event that put it to sleep.
    pub(crate) fn sleepers(&self) -> Vec<(Tid, usize, usize)> {
        let blocked = self.blocked();
        let asleep = blocked.iter().filter(|(thread, pending)| self.is_asleep(*thread, pending));
        asleep
            .filter_map(|(thread, pending)| {
                let waits = |event: &Event| event.thread == *thread && event.action == Action::Wait;
                let wait = self.events().iter().rposition(waits)?;
                (!self.is_tests(self.events()[wait].at)).then_some((*thread, pending.object, wait))
            })
            .collect()
    }

    /// A lock that keeps a thread from the test's meeting, at which its holder waits.
    pub(crate) fn kept_apart(&self) -> Option<KeptApart> {
        let blocked = self.blocked();
        blocked.iter().find_map(|&(outside, pending)| {
            let lock = self.awaited(outside, &pending);
            self.holders(lock).into_iter().find_map(|(inside, taken)| {
                let meets = |&(thread, at): &(Tid, Pending)| thread == inside && at.action == Action::Meet;
                blocked.iter().any(meets).then_some(KeptApart { inside, outside, lock, taken })
            })
        })
    }
}

/// A thread at the test's meeting, a thread that cannot come, the lock between them, and the event that took it.
pub(crate) struct KeptApart {
    pub(crate) inside: Tid,
    pub(crate) outside: Tid,
    pub(crate) lock: usize,
    pub(crate) taken: usize,
}
