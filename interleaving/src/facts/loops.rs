//! Loops that never end: the changes, attempts and reads in them.

use std::collections::BTreeSet;
use std::panic::Location;

use super::{Facts, takes};
use crate::run::step::Event;
use crate::spec::{Action, Tid};

/// An object that a loop reads each time and nothing in the loop changes.
pub(crate) struct Vain {
    /// The threads that read it.
    pub(crate) threads: BTreeSet<Tid>,
    pub(crate) at: &'static Location<'static>,
    pub(crate) object: usize,
    pub(crate) value: Option<String>,
    /// The event that set the value; `None` if it is the initial value.
    pub(crate) since: Option<usize>,
}

/// A thread in a loop that tries in vain to get an object that another thread in the loop holds.
pub(crate) struct Want {
    pub(crate) thread: Tid,
    pub(crate) object: usize,
    pub(crate) at: &'static Location<'static>,
    pub(crate) keeper: Tid,
}

impl Facts<'_> {
    /// The events of one round of the loop that the execution ends in.
    pub(crate) fn round(&self) -> &[Event] {
        self.repeats.map_or(&[], |(from, to)| &self.events()[from..to])
    }

    /// The object of the loop's first read, if nothing changes it and the loop is no livelock.
    pub(crate) fn read_in_vain(&self) -> Option<Vain> {
        let (from, _) = self.repeats?;
        if self.livelock().is_some() {
            return None;
        }
        let (before, round) = (&self.events()[..from], self.round());
        let read = round.iter().find(|event| reads(event))?;
        let same = |event: &&Event| event.object == read.object;
        if round.iter().filter(same).any(changes) {
            return None;
        }
        let readers = round.iter().filter(same).filter(|event| reads(event));
        Some(Vain {
            threads: readers.map(|event| event.thread).collect(),
            at: read.at,
            object: read.object,
            value: read.values.first().cloned(),
            since: before.iter().rposition(|event| event.object == read.object && changes(event)),
        })
    }

    /// The livelock, if every thread of the loop wants an object that another thread of the loop holds, and
    /// the loop has at least two threads.
    pub(crate) fn livelock(&self) -> Option<Vec<Want>> {
        let (from, to) = self.repeats?;
        let threads: BTreeSet<Tid> = self.round().iter().map(|event| event.thread).collect();
        let want = |&thread: &Tid| {
            let own = |at: &usize| self.events()[*at].thread == thread && tried_in_vain(&self.events()[*at]);
            let tried = (from..to).find(own)?;
            // The loop cannot release an object that none of its threads holds.
            let keeper = self.keeper(tried).filter(|by| *by != thread && threads.contains(by))?;
            let event = &self.events()[tried];
            Some(Want { thread, object: event.object, at: event.at, keeper })
        };
        let wants: Vec<Want> = threads.iter().map(want).collect::<Option<_>>()?;
        (wants.len() >= 2).then_some(wants)
    }

    /// The thread that holds the object that event `tried` did not get: the last one to take or change it.
    fn keeper(&self, tried: usize) -> Option<Tid> {
        let wanted = self.events()[tried].object;
        let got = |event: &&Event| {
            let permit = matches!(event.action, Action::Acquire | Action::TryAcquire) && event.ok;
            event.object == wanted && (permit || changes(event))
        };
        self.events()[..tried].iter().rev().find(got).map(|event| event.thread)
    }
}

/// Returns whether the event reads a value and leaves it unchanged; a swap of `true` for `true` counts.
fn reads(event: &Event) -> bool {
    let read = matches!(event.action, Action::Load(_) | Action::CellRead | Action::CompareExchange(..));
    read && !changes(event) || changes_nothing(event)
}

/// Returns whether the event is an update that leaves the value unchanged.
fn changes_nothing(event: &Event) -> bool {
    let same = event.values.len() == 2 && event.values.first() == event.values.last();
    same && matches!(event.action, Action::Update(_))
}

/// Returns whether the event changes state that other threads can see.
pub(crate) fn changes(event: &Event) -> bool {
    let updates = matches!(event.action, Action::Update(_)) && !changes_nothing(event);
    let writes = updates || matches!(event.action, Action::Store(_) | Action::CellWrite);
    let exchanges = matches!(event.action, Action::CompareExchange(..) | Action::TryAcquire) && event.ok;
    writes || exchanges || takes(event.action) && event.ok
}

/// Returns whether the event is an attempt that failed.
pub(crate) fn tried_in_vain(event: &Event) -> bool {
    changes_nothing(event)
        || !event.ok
            && matches!(
                event.action,
                Action::TryLock
                    | Action::TryRead
                    | Action::TryWrite
                    | Action::TryAcquire
                    | Action::CompareExchange(..)
            )
}
