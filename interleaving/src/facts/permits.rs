//! The permits of semaphores step by step, and the threads that are about to do an operation.

use super::Facts;
use crate::spec::{Action, Seed, Tid};

impl Facts<'_> {
    /// The permits of a semaphore before and after each event that changes them.
    pub(crate) fn permits(&self, event: usize) -> Option<(usize, usize)> {
        let object = self.events()[event].object;
        let Seed::Semaphore(mut permits) = self.recording.slots[object].seed else {
            return None;
        };
        let mut before = permits;
        for other in self.events()[..=event].iter().filter(|other| other.object == object) {
            before = permits;
            match other.action {
                Action::Acquire | Action::TryAcquire if other.ok => permits = permits.saturating_sub(1),
                Action::Release => permits += 1,
                _ => {}
            }
        }
        Some((before, permits))
    }

    /// The threads whose next operation, just before `event`, is one on `object` that `wanted` accepts.
    pub(crate) fn standing_at(&self, object: usize, event: usize, wanted: fn(Action) -> bool) -> Vec<Tid> {
        // A thread without a step so far counts unless the body may have started it later.
        let begun = |thread: Tid| {
            let later = self.events()[event..].iter().take_while(|other| other.thread != thread);
            let started = later.into_iter().all(|other| other.thread != 0);
            started || self.events()[..event].iter().any(|other| other.thread == thread)
        };
        let stands = |thread: Tid| {
            let next = self.events()[event..].iter().find(|other| other.thread == thread);
            match (next, self.recording.threads[thread].pending) {
                (Some(next), _) => next.object == object && wanted(next.action),
                (None, Some(pending)) => pending.object == object && wanted(pending.action),
                (None, None) => false,
            }
        };
        (1..self.recording.threads.len()).filter(|&thread| stands(thread) && begun(thread)).collect()
    }
}
