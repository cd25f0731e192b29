//! The parts of an execution's record: pending operations, events, objects, threads, and how it ended.

use std::panic::Location;

use super::payload::Said;
use crate::report::{Misuse, Place};
use crate::spec::{Action, Seed, State, Tid};

/// The operation that a thread is about to do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pending {
    pub(crate) action: Action,
    pub(crate) object: usize,
    pub(crate) second: Option<usize>,
    pub(crate) ticket: u64,
    pub(crate) at: &'static Location<'static>,
    /// It is the first operation of a call that a test compares with a serial order.
    pub(crate) opens: bool,
    /// It is an operation of such a call.
    pub(crate) in_call: bool,
}

/// A step that was taken.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) thread: Tid,
    pub(crate) action: Action,
    pub(crate) object: usize,
    pub(crate) second: Option<usize>,
    pub(crate) at: &'static Location<'static>,
    pub(crate) ok: bool,
    pub(crate) woken: Vec<Tid>,
    /// The threads that could go on, as [`bit`]s; 0 if the step was not chosen.
    pub(crate) enabled: u64,
    /// It is the first, or the last, operation of a call that a test compares with a serial order.
    pub(crate) opens: bool,
    pub(crate) closes: bool,
    /// The values it found or left, when recording.
    pub(crate) values: Vec<String>,
    /// It read a value that a later store had replaced, when recording under loom.
    pub(crate) stale: Option<Stale>,
    /// The guard that is dropped here was used to write.
    pub(crate) wrote: bool,
    /// The [`Effect::ticket`](crate::spec::Effect::ticket): of a message, its place among those of its link.
    pub(crate) ticket: u64,
    /// The number drawn for it: for a receive, how many earlier messages the received one overtook; for a
    /// weak exchange, 1 if it fails spuriously.
    pub(crate) drawn: usize,
}

/// The newest value of an atomic, where a load found an older one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stale {
    pub(crate) newest: String,
    /// The number of the event that stored it.
    pub(crate) written: usize,
}

impl Event {
    /// Returns whether the thread signalled that it cannot make progress by itself.
    #[inline]
    pub(crate) fn yields(&self) -> bool {
        self.action.is_yield() || self.action.is_timed() && !self.ok
    }
}

/// A thread's bit in a set of threads; threads beyond the 63rd share the last bit.
#[inline]
pub(crate) fn bit(thread: Tid) -> u64 {
    1 << thread.min(63)
}

/// The start of a thread, or a `join`: everything up to here in `from` happens before everything that follows
/// in `to`. `at` is the number of events before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub(crate) at: usize,
    pub(crate) from: Tid,
    pub(crate) to: Tid,
}

/// A shared object of this execution.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) state: State,
    pub(crate) seed: Seed,
    pub(crate) first: &'static Location<'static>,
    pub(crate) address: usize,
    pub(crate) name: Option<String>,
    /// Its holders, each with the step and the place where it was taken.
    pub(crate) held: Vec<(Tid, usize, &'static Location<'static>)>,
}

/// Where a thread is in a call that a test compares with a serial order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CallState {
    #[default]
    Outside,
    /// Begun, without a step so far.
    Begun,
    Running,
    /// Running; the order of each of its steps among the steps of other such calls matters.
    InOrder,
}

/// A thread of this execution.
#[derive(Debug, Default)]
pub(crate) struct ThreadSlot {
    /// The operation it is about to do; `None` until it reaches its first operation, and while it runs.
    pub(crate) pending: Option<Pending>,
    pub(crate) finished: bool,
    pub(crate) unwinding: bool,
    /// Its present wait wakes spuriously: only its mutex is still to be taken.
    pub(crate) wakes_by_itself: bool,
    pub(crate) woke_spuriously: bool,
    pub(crate) failed_weakly: bool,
    pub(crate) label: Option<String>,
    pub(crate) call: CallState,
    /// The test's name for a call in which the thread is meant to wait for ever, while it is in that call.
    pub(crate) waits: Option<String>,
    /// The number of its thread object, once it has one.
    pub(crate) object: Option<usize>,
}

/// How an execution ended, if not by running to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// A thread panicked.
    Panic { thread: Tid, said: Said, place: Option<Place> },
    /// No thread can go on, and some have not finished.
    Deadlock,
    /// No thread can go on, as the test expects.
    AsMeant,
    /// `thread` ended while it held the object.
    LeakedLock { thread: Tid, object: usize },
    /// `thread` released a bare lock that `holder`, or no thread, holds.
    NotHeld { thread: Tid, object: usize, holder: Option<Tid>, at: &'static Location<'static> },
    /// Two accesses to a cell are unordered: the numbers of their events, the later one last.
    DataRace { first: usize, second: usize },
    /// `thread` ran alone up to the step bound without a yield, though others could have gone on.
    NeverYields { thread: Tid },
    /// The step bound was passed, and no continuation that was tried ended.
    NeverFinishes,
    /// The library was used in a way that cannot be checked.
    Misuse(Misuse),
    /// The oracle gave the execution up: its outcome is unknown.
    Abandoned,
}
