//! The state after the rows of a table: who waits for what, who holds it, the cycle, the loop.

use serde::{Deserialize, Serialize};

use super::{Outcome, Place, StepRef};

/// A line below the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// One thread is at a meeting, and another cannot come because of a lock that the first one holds.
    KeptApart {
        /// The thread at the meeting.
        inside: usize,
        /// The thread that waits for the lock.
        outside: usize,
        /// The lock.
        lock: usize,
        /// Where `outside` waits for it.
        wanted: Option<Place>,
        /// Where `inside` took it.
        taken: Place,
    },
    /// A thread sleeps on a condition variable.
    Asleep {
        /// The thread.
        thread: usize,
        /// The condition variable.
        object: usize,
        /// The step with which it fell asleep.
        since: Option<StepRef>,
        /// Where.
        place: Place,
        /// Whether other threads are left, which wait too.
        others_wait: bool,
    },
    /// A thread waits.
    Waits {
        /// The thread.
        thread: usize,
        /// The object that it waits at.
        object: usize,
        /// The kind of its wait.
        awaited: Awaited,
        /// Where.
        place: Place,
        /// The threads that hold it.
        holders: Vec<Holder>,
        /// Whether the same thread holds several permits of it, or several threads do.
        several: bool,
    },
    /// A thread waits in what the test itself does.
    InTest {
        /// The thread.
        thread: usize,
        /// Whether it waits at a meeting of the test's.
        meeting: bool,
    },
    /// Threads wait for each other in a circle: each with the object that it waits for.
    Cycle(Vec<(usize, usize)>),
    /// Steps repeat for ever: the first and the last number, where they have numbers.
    Repeats(Option<(usize, usize)>),
    /// Threads read in a loop what nothing in the loop changes.
    ReadsInVain {
        /// The threads.
        threads: Vec<usize>,
        /// The object that they read.
        object: usize,
        /// Where.
        place: Place,
        /// The value that they find each time.
        value: Option<String>,
        /// The step that made it so.
        since: Option<StepRef>,
        /// The threads that could change it.
        rescue: Rescue,
    },
    /// The set of outcomes that was predicted.
    Predicted(Vec<Outcome>),
}

/// The kind of a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Awaited {
    /// A lock, or the mutex after a wait.
    Lock,
    /// A permit of a semaphore.
    Permit,
    /// A value from a channel.
    Value {
        /// Whether other threads are left, which wait too.
        others_wait: bool,
    },
    /// Room in a channel.
    Room {
        /// Whether other threads are left, which wait too.
        others_wait: bool,
    },
    /// A receiver that takes the value handed over in a rendezvous.
    Taken {
        /// Whether other threads are left, which wait too.
        others_wait: bool,
    },
    /// An `unpark`.
    Unpark {
        /// Whether other threads are left, which wait too.
        others_wait: bool,
    },
    /// Other threads at a barrier: so many have come of so many.
    Barrier {
        /// The threads that have arrived.
        arrived: usize,
        /// The threads that it takes.
        size: usize,
    },
    /// Other threads at a meeting of the test's.
    Meeting,
    /// The end of a `Once`'s initialiser.
    Initialised,
    /// Something else of the object.
    Other,
}

/// A thread that holds what another waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Holder {
    /// The thread.
    pub thread: usize,
    /// The step with which it took the object.
    pub since: StepRef,
    /// Where.
    pub place: Place,
}

/// The threads that could change what a loop reads in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rescue {
    /// This thread set it, and is in the loop as well.
    Stuck(usize),
    /// Other threads wait.
    Waits,
    /// No other thread is left.
    Nobody,
}
