//! Facts derived from the events of a recorded execution: holders, waiters, reads in vain. All explanations of
//! a failure build on these facts.

mod access;
mod loops;
mod permits;
#[cfg(test)]
pub(crate) mod recorded;
mod stale;
mod waiting;

pub(crate) use access::{Access, AccessWay};
pub(crate) use loops::{Vain, changes, tried_in_vain};
pub(crate) use stale::{StaleAct, is_flag};

use std::panic::Location;

use crate::report::StepRef;
use crate::run::goal::Goal;
use crate::run::recording::Recording;
use crate::run::step::{Ended, Event};
use crate::spec::{Action, State, Tid};

/// A recording, and the file of the test that made it.
pub(crate) struct Facts<'a> {
    pub(crate) recording: &'a Recording,
    pub(crate) goal: Goal,
    /// If the execution ends in a loop, the range of events that repeat for ever; the end is exclusive.
    pub(crate) repeats: Option<(usize, usize)>,
    test: &'a str,
    /// True if the program under test has files of its own.
    apart: bool,
    numbers: Vec<Option<usize>>,
}

impl<'a> Facts<'a> {
    /// The facts of `recording`, whose check is written in the file `test`.
    pub(crate) fn new(
        recording: &'a Recording,
        goal: Goal,
        test: &'a str,
        repeats: Option<(usize, usize)>,
    ) -> Self {
        let own = |at: &Location<'_>| at.file() != test && !is_library(at.file());
        let pending = recording.threads.iter().filter_map(|thread| thread.pending);
        let apart = recording.events.iter().any(|event| own(event.at))
            || pending.into_iter().any(|pending| own(pending.at));
        let alone = recording.events.iter().all(|event| event.thread == 0);
        let mut count = 0;
        let numbers = recording.events.iter().map(|event| {
            // Replay tokens do not count a step that only the body could take: nothing was chosen there. If the
            // body is the only thread, all its steps are numbered.
            (!event.action.is_part() && (alone || event.enabled != 1)).then(|| {
                count += 1;
                count
            })
        });
        let numbers = numbers.collect();
        Self { recording, goal, repeats, test, apart, numbers }
    }

    pub(crate) fn events(&self) -> &'a [Event] {
        &self.recording.events
    }

    /// The number that replay tokens and the table give the event, from 1.
    pub(crate) fn number(&self, event: usize) -> Option<usize> {
        self.numbers.get(event).copied().flatten()
    }

    /// The event in the form in which texts refer to it.
    pub(crate) fn step(&self, event: usize) -> StepRef {
        self.number(event).map_or(StepRef::Earlier, StepRef::Number)
    }

    /// The same as [`Self::step`], for an event that may lie before the start of all other threads.
    pub(crate) fn step_or_beginning(&self, event: usize) -> StepRef {
        let started = self.events().iter().position(|event| event.thread != 0);
        if started.is_some_and(|started| event < started) { StepRef::Beginning } else { self.step(event) }
    }

    /// Returns whether the place belongs to the test, not to the program under test.
    pub(crate) fn is_tests(&self, at: &Location<'_>) -> bool {
        self.apart && at.file() == self.test
    }

    /// Returns whether `file` belongs to the program under test, not to the test or a library.
    pub(crate) fn is_programs(&self, file: &str) -> bool {
        self.apart && file != self.test && !is_library(file)
    }

    /// Returns whether the test only observes with this event. An object that the test names is part of the story.
    pub(crate) fn watches(&self, event: &Event) -> bool {
        self.is_tests(event.at) && self.recording.slots[event.object].name.is_none()
    }

    /// The column of a thread's steps: its own, or that of the process for which it acts.
    pub(crate) fn column(&self, thread: Tid) -> usize {
        match &self.recording.processes {
            Some(processes) => processes.of(thread).map_or(0, |process| process + 1),
            None => thread,
        }
    }

    /// The thread that panicked, if the execution ended with a panic.
    pub(crate) fn panicked(&self) -> Option<Tid> {
        match self.recording.ended {
            Some(Ended::Panic { thread, .. }) => Some(thread),
            _ => None,
        }
    }

    /// The object's state at the end.
    pub(crate) fn state(&self, object: usize) -> &State {
        &self.recording.slots[object].state
    }
}

/// Returns whether the action takes a lock, or tries to.
pub(crate) fn takes(action: Action) -> bool {
    matches!(
        action,
        Action::Lock | Action::TryLock | Action::Read | Action::TryRead | Action::Write | Action::TryWrite
    )
}

/// Returns whether the event notifies a condition variable.
pub(crate) fn is_notify(event: &Event) -> bool {
    matches!(event.action, Action::NotifyOne | Action::NotifyAll)
}

/// Returns whether the file is Rust's own or ours; the drop of a guard has such a place.
pub(crate) fn is_library(file: &str) -> bool {
    let file = file.replace('\\', "/");
    file.starts_with("/rustc/") || file.contains("/rustlib/src/") || file.contains("interleaving/src/")
}
