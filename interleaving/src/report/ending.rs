//! The state after the rows of a table: the waiting threads, the holders, the cycle, the loop.

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
        /// The place where `outside` waits for it.
        wanted: Option<Place>,
        /// The place where `inside` took it.
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
        /// The place.
        place: Place,
        /// True if other threads are left and wait too.
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
        /// The place.
        place: Place,
        /// The threads that hold it.
        holders: Vec<Holder>,
        /// True if one thread holds several permits of it, or several threads do.
        several: bool,
    },
    /// A thread waits in the test's own code.
    InTest {
        /// The thread.
        thread: usize,
        /// True if it waits at a meeting of the test.
        meeting: bool,
    },
    /// Threads wait for each other in a cycle: each with the object that it waits for.
    Cycle(Vec<(usize, usize)>),
    /// Steps repeat for ever: the first and the last number, if they have numbers.
    Repeats(Option<(usize, usize)>),
    /// Threads read in a loop an object that nothing in the loop changes.
    ReadsInVain {
        /// The threads.
        threads: Vec<usize>,
        /// The object that they read.
        object: usize,
        /// The place.
        place: Place,
        /// The value that they find each time.
        value: Option<String>,
        /// The step that set this value.
        since: Option<StepRef>,
        /// The threads that could change it.
        rescue: Rescue,
    },
    /// The predicted set of outcomes.
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
        /// True if other threads are left and wait too.
        others_wait: bool,
    },
    /// Room in a channel.
    Room {
        /// True if other threads are left and wait too.
        others_wait: bool,
    },
    /// A receiver that takes the value handed over in a rendezvous.
    Taken {
        /// True if other threads are left and wait too.
        others_wait: bool,
    },
    /// An `unpark`.
    Unpark {
        /// True if other threads are left and wait too.
        others_wait: bool,
    },
    /// Other threads at a barrier.
    Barrier {
        /// The threads that have arrived.
        arrived: usize,
        /// The threads that it waits for in all.
        size: usize,
    },
    /// Other threads at a meeting of the test.
    Meeting,
    /// The end of a `Once`'s initialiser.
    Initialised,
    /// A client that connects.
    Connection {
        /// True if other threads are left and wait too.
        others_wait: bool,
    },
    /// Bytes, or the end of a stream.
    Bytes {
        /// True if other threads are left and wait too.
        others_wait: bool,
    },
    /// Another operation of the object.
    Other,
}

/// A thread that holds an object that another waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Holder {
    /// The thread.
    pub thread: usize,
    /// The step with which it took the object.
    pub since: StepRef,
    /// The place.
    pub place: Place,
}

/// The threads that could change the object that a loop reads in vain.
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
