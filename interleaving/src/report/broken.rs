//! The broken promise, with the facts for the headline: threads and objects, expected and seen values, the answers
//! of calls.

use serde::{Deserialize, Serialize};

use super::Place;

/// The broken promise of a failing check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Broken {
    /// The body's own assertion failed, or any thread panicked in another way.
    Panic {
        /// The thread that panicked.
        thread: usize,
        /// Its parsed text.
        panic: Panic,
        /// The place, if it is in the program under test or if the text alone does not explain the panic.
        place: Option<Place>,
    },
    /// Some threads wait for ever.
    Deadlock {
        /// The threads that wait in the program under test, or all if none does.
        waiting: Vec<usize>,
        /// True if all of them sleep on condition variables.
        asleep: bool,
        /// True if they wait for each other in a cycle.
        cycle: bool,
    },
    /// Two threads access a plain cell, one of them writes, and nothing orders them.
    DataRace {
        /// The two accesses, if they were recorded.
        race: Option<Race>,
    },
    /// A thread ended while it held a lock.
    LeakedLock {
        /// The thread that ended.
        thread: usize,
        /// The lock.
        object: usize,
    },
    /// No continuation was found that finishes.
    NeverFinishes,
    /// A thread waits in a loop and never lets the others run.
    NeverYields {
        /// The thread in the loop.
        thread: usize,
    },
    /// A thread computes for ever without touching a shared object.
    Hangs {
        /// The thread that was seen last.
        thread: usize,
        /// Its last use of the library.
        after: Option<Place>,
    },
    /// A meeting that no schedule completes.
    NeverMeets,
    /// A thread that must wait took step after step instead.
    NotBlocked {
        /// The thread.
        thread: usize,
        /// The call in which it must wait, in the test's words.
        call: String,
    },
    /// A bare lock was released by a thread that does not hold it.
    NotHeld {
        /// The thread that released it.
        thread: usize,
        /// The lock.
        object: usize,
        /// The thread that holds it, if any does.
        holder: Option<usize>,
        /// The place.
        place: Place,
    },
    /// A schedule has an outcome that was not predicted.
    Unpredicted {
        /// The outcome.
        outcome: Outcome,
    },
    /// Outcomes were predicted that no schedule has.
    NeverEnds {
        /// One of them; a full list would give the set away.
        outcome: Outcome,
        /// The number of further ones.
        more: u64,
    },
    /// No serial order of the calls gives their answers.
    NotSerializable {
        /// The calls in the order they began.
        calls: Vec<Answered>,
    },
    /// A call was served before another that arrived first.
    NotInOrder {
        /// The call that arrived first.
        first: Caller,
        /// The call that was served first.
        served: Caller,
    },
    /// A network of processes reached a state that must never be (safety).
    Unsafe {
        /// The test's sentence about it.
        words: String,
    },
    /// Nothing is left to deliver, and a user still waits (liveness).
    NeverServed {
        /// The process: an index into the columns.
        process: usize,
        /// The condition, in the test's words: `is inside`.
        condition: String,
    },
    /// A request was granted before another that happened before it (order).
    ServedOutOfOrder {
        /// The process whose request happened first: an index into the columns.
        first: usize,
        /// The process whose request was granted first.
        served: usize,
        /// The request, in the test's words: `asks to enter`.
        request: String,
        /// The condition that grants it: `is inside`.
        granted: String,
    },
    /// The program uses the library in a way that cannot be checked.
    Misuse(Misuse),
}

/// The kind of a broken promise, without its facts: to count, and to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// See [`Broken::Panic`].
    Panic,
    /// See [`Broken::Deadlock`].
    Deadlock,
    /// See [`Broken::DataRace`].
    DataRace,
    /// See [`Broken::LeakedLock`].
    LeakedLock,
    /// See [`Broken::NeverFinishes`].
    NeverFinishes,
    /// See [`Broken::NeverYields`].
    NeverYields,
    /// See [`Broken::Hangs`].
    Hangs,
    /// See [`Broken::NeverMeets`].
    NeverMeets,
    /// See [`Broken::NotBlocked`].
    NotBlocked,
    /// See [`Broken::NotHeld`].
    NotHeld,
    /// See [`Broken::Unpredicted`].
    Unpredicted,
    /// See [`Broken::NeverEnds`].
    NeverEnds,
    /// See [`Broken::NotSerializable`].
    NotSerializable,
    /// See [`Broken::NotInOrder`].
    NotInOrder,
    /// See [`Broken::Unsafe`].
    Unsafe,
    /// See [`Broken::NeverServed`].
    NeverServed,
    /// See [`Broken::ServedOutOfOrder`].
    ServedOutOfOrder,
    /// See [`Broken::Misuse`].
    Misuse,
}

impl Broken {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> FailureKind {
        match self {
            Self::Panic { .. } => FailureKind::Panic,
            Self::Deadlock { .. } => FailureKind::Deadlock,
            Self::DataRace { .. } => FailureKind::DataRace,
            Self::LeakedLock { .. } => FailureKind::LeakedLock,
            Self::NeverFinishes => FailureKind::NeverFinishes,
            Self::NeverYields { .. } => FailureKind::NeverYields,
            Self::Hangs { .. } => FailureKind::Hangs,
            Self::NeverMeets => FailureKind::NeverMeets,
            Self::NotBlocked { .. } => FailureKind::NotBlocked,
            Self::NotHeld { .. } => FailureKind::NotHeld,
            Self::Unpredicted { .. } => FailureKind::Unpredicted,
            Self::NeverEnds { .. } => FailureKind::NeverEnds,
            Self::NotSerializable { .. } => FailureKind::NotSerializable,
            Self::NotInOrder { .. } => FailureKind::NotInOrder,
            Self::Unsafe { .. } => FailureKind::Unsafe,
            Self::NeverServed { .. } => FailureKind::NeverServed,
            Self::ServedOutOfOrder { .. } => FailureKind::ServedOutOfOrder,
            Self::Misuse(_) => FailureKind::Misuse,
        }
    }
}

/// Two accesses to a plain cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Race {
    /// The threads, in the order of their accesses.
    pub threads: (usize, usize),
    /// The cell.
    pub object: usize,
}

/// The parsed text of a panic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Panic {
    /// `assert_eq!` or `assert_ne!`.
    Comparison {
        /// The test's own words.
        words: Option<String>,
        /// The value of the left side.
        left: String,
        /// The value of the right side.
        right: String,
    },
    /// `assert!` without words of its own: the condition's source.
    Condition(String),
    /// A panic of std's that follows from an earlier mistake.
    Secondary {
        /// The kind of mistake.
        cause: Secondary,
        /// The raw text.
        text: String,
    },
    /// Any other text.
    Words(String),
}

/// Panics of std that are clearer in other words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Secondary {
    /// `unwrap` of a poisoned lock.
    Poisoned,
    /// `unwrap` of `None`.
    NoValue,
    /// A subtraction below the smallest value.
    Underflow,
    /// An addition or multiplication above the largest value.
    Overflow,
    /// An index past the end.
    OutOfBounds,
    /// `unwrap` of an `Err`.
    Error,
}

/// An outcome of a program, as a set of predictions lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All threads ended, with this result, by `Debug`.
    Ends(String),
    /// Some threads wait for ever.
    Deadlock,
}

/// A call and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Answered {
    /// The call, in the test's words.
    pub call: String,
    /// Its answer by `Debug`; `None` if it did not return.
    pub answer: Option<String>,
}

/// A call and the thread that made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Caller {
    /// The call, in the test's words.
    pub call: String,
    /// The thread's number.
    pub thread: usize,
}

/// A use of the library that cannot be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Misuse {
    /// An object passed from one execution to the next, as a `static` does.
    Survives {
        /// The kind of the object.
        object: String,
    },
    /// More threads than the explorer can hold.
    TooManyThreads {
        /// The most threads that it can hold.
        most: usize,
    },
    /// Two executions of the same schedule differ, with fixed addresses and hash keys too.
    NeverTheSame {
        /// The step at which they differ, from 1.
        step: u64,
    },
    /// A thread waits for something that the check cannot see.
    WaitsUnseen {
        /// The thread that was seen last.
        thread: usize,
        /// Its last use of the library.
        after: Option<Place>,
    },
    /// The source uses a part of std that the check cannot see.
    Unseen {
        /// The place.
        place: Place,
        /// The path: `std::sync::Mutex`.
        path: String,
        /// The path to use in its place.
        instead: String,
    },
}
