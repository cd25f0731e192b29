//! What the events of an execution say at a second look: who held what when, who stands where.

use std::panic::Location;

use crate::oracle::Goal;
use crate::oracle::guided::Recording;
use crate::run::world::{Ended, Event, Pending};
use crate::spec::{Action, Seed, State, Tid};

/// A recording, and which of it is the test's.
pub(crate) struct Facts<'a> {
    pub(crate) recording: &'a Recording,
    pub(crate) goal: Goal,
    test: &'a str,
    /// Whether the program under test has files of its own.
    apart: bool,
    numbers: Vec<Option<usize>>,
}

impl<'a> Facts<'a> {
    /// The facts of `recording`, whose check is written in the file `test`.
    pub(crate) fn new(recording: &'a Recording, goal: Goal, test: &'a str) -> Self {
        let own = |at: &Location<'_>| at.file() != test && !is_library(at.file());
        let pending = recording.threads.iter().filter_map(|thread| thread.pending);
        let apart = recording.events.iter().any(|event| own(event.at))
            || pending.into_iter().any(|pending| own(pending.at));
        let alone = recording.events.iter().all(|event| event.thread == 0);
        let mut count = 0;
        let numbers = recording.events.iter().map(|event| {
            // Where only the body could go on nothing was chosen, and a replay token does not count it. A
            // body that did everything by itself has no other steps to tell of.
            (alone || event.enabled != 1).then(|| {
                count += 1;
                count
            })
        });
        let numbers = numbers.collect();
        Self { recording, goal, test, apart, numbers }
    }

    pub(crate) fn events(&self) -> &'a [Event] {
        &self.recording.events
    }

    /// The number that replay tokens and the table give the event, from 1.
    pub(crate) fn number(&self, event: usize) -> Option<usize> {
        self.numbers.get(event).copied().flatten()
    }

    /// `step 4`.
    pub(crate) fn step(&self, event: usize) -> String {
        match self.number(event) {
            Some(number) => format!("step {number}"),
            None => "an earlier step".to_owned(),
        }
    }

    /// Whether the place belongs to the test, not to the program under test.
    pub(crate) fn is_tests(&self, at: &Location<'_>) -> bool {
        self.apart && at.file() == self.test
    }

    /// Whether it is a file of the program under test, and neither the test's nor a library's.
    pub(crate) fn is_programs(&self, file: &str) -> bool {
        self.apart && file != self.test && !is_library(file)
    }

    /// Whether it is what the test does to watch. What the test has given a name is part of the story.
    pub(crate) fn watches(&self, event: &Event) -> bool {
        self.is_tests(event.at) && self.recording.slots[event.object].name.is_none()
    }

    /// Where a deadlocked or never finishing execution has its threads, in their order, without those
    /// that wait for other threads' ends.
    pub(crate) fn blocked(&self) -> Vec<(Tid, Pending)> {
        let threads = self.recording.threads.iter().enumerate();
        // Who is meant to wait for ever is no part of a deadlock.
        let stuck = self.recording.ended == Some(Ended::Deadlock);
        let waiting = threads.filter(|(_, thread)| !(thread.finished || stuck && thread.waits.is_some()));
        let pending = waiting.filter_map(|(tid, thread)| thread.pending.map(|pending| (tid, pending)));
        pending.filter(|(_, pending)| pending.action != Action::Join).collect()
    }

    /// Whether `thread` sleeps on a condition variable and has not been notified.
    pub(crate) fn is_asleep(&self, thread: Tid, pending: &Pending) -> bool {
        matches!(pending.action, Action::Wake(_))
            && !self.recording.slots[pending.object].state.enabled(thread, pending.action, 0)
    }

    /// Whether the thread could do what it is about to do.
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

    /// What a blocked thread waits for: for one that is woken but not yet on, its mutex.
    pub(crate) fn awaited(&self, thread: Tid, pending: &Pending) -> usize {
        match pending.second {
            Some(mutex) if matches!(pending.action, Action::Wake(_)) && !self.is_asleep(thread, pending) => {
                mutex
            }
            _ => pending.object,
        }
    }

    /// Who holds `object`, and the event that took it.
    pub(crate) fn holders(&self, object: usize) -> Vec<(Tid, usize)> {
        let slot = &self.recording.slots[object];
        if let Seed::Semaphore(permits) = slot.seed {
            return if permits == 0 { Vec::new() } else { self.permits_kept(object) };
        }
        slot.held.iter().map(|&(thread, event, _)| (thread, event)).collect()
    }

    /// The permits that threads took and have not given back.
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

    /// Threads that wait for each other in a circle: each with what it waits for and the event with
    /// which the next one took it.
    pub(crate) fn cycle(&self) -> Option<Vec<(Tid, usize, usize)>> {
        let blocked = self.blocked();
        let next = |thread: Tid| -> Option<(usize, Tid, usize)> {
            let (_, pending) = blocked.iter().find(|(other, _)| *other == thread)?;
            let object = self.awaited(thread, pending);
            let holders = self.holders(object);
            // All must let go of a lock, so any that cannot will do; a permit may come from any of them.
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

    /// A thread that is meant to wait for ever and can go on, with what the test calls that.
    pub(crate) fn meant_to_wait(&self) -> Option<(Tid, &str)> {
        let threads = self.recording.threads.iter().enumerate();
        let waits =
            threads.filter_map(|(tid, thread)| Some((tid, thread.waits.as_deref()?, thread.pending?)));
        let mut able = waits.filter(|&(tid, _, pending)| self.can_go_on(tid, &pending));
        able.next().map(|(tid, call, _)| (tid, call))
    }

    /// The thread that panicked, if that is how it ended.
    pub(crate) fn panicked(&self) -> Option<Tid> {
        match self.recording.ended {
            Some(Ended::Panic { thread, .. }) => Some(thread),
            _ => None,
        }
    }

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

    /// The threads that stand at an operation on `object` for which `wanted` holds, just before `event`.
    pub(crate) fn standing_at(&self, object: usize, event: usize, wanted: fn(Action) -> bool) -> Vec<Tid> {
        // A thread that has done nothing yet is there already unless the body may have started it later.
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

    /// The object's state at the end.
    pub(crate) fn state(&self, object: usize) -> &State {
        &self.recording.slots[object].state
    }
}

/// Whether the action takes a lock, or tries to.
pub(crate) fn takes(action: Action) -> bool {
    matches!(
        action,
        Action::Lock | Action::TryLock | Action::Read | Action::TryRead | Action::Write | Action::TryWrite
    )
}

/// Whether the file is Rust's own or ours: a guard that is dropped has such a place.
pub(crate) fn is_library(file: &str) -> bool {
    let file = file.replace('\\', "/");
    file.starts_with("/rustc/") || file.contains("/rustlib/src/") || file.contains("interleaving/src/")
}

/// The thread as the reports call it.
pub(crate) fn name(thread: Tid) -> String {
    if thread == 0 { "main".to_owned() } else { format!("P{thread}") }
}

/// The place, for the renderer to fill in.
pub(crate) fn at(place: &Location<'_>) -> String {
    format!("{{p:{}:{}}}", place.file(), place.line())
}
