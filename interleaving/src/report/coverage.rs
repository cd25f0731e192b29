//! The coverage of a check's searches, or the reason why there is none: as numbers, worded by
//! [`words`](super::words).

use serde::{Deserialize, Serialize};

use super::{Message, Place};

/// The coverage of one search, or something that must be known about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// Never two threads could go on at once.
    OnlySchedule,
    /// The reduction explored one of all schedules that differ only in the order of independent steps.
    Distinct {
        /// So many were explored.
        schedules: u64,
    },
    /// The search by the number of preemptions.
    Preemptions {
        /// So many were explored.
        schedules: u64,
        /// How far it came.
        extent: Extent,
        /// So many passed the step bound and were followed to an end.
        drifted: u64,
        /// The step bound.
        step_bound: u64,
    },
    /// Schedules drawn at random.
    Random {
        /// So many over all searches.
        schedules: u64,
        /// By which searches, under their names in the literature.
        searches: Vec<String>,
        /// The seed of all of them.
        seed: u64,
    },
    /// A *possible* check found a schedule that ends.
    Shown {
        /// After so many executions.
        executions: u64,
    },
    /// A *possible* check found none, and not all schedules were explored.
    NotShown,
    /// loom found no failure.
    Loom {
        /// So many were explored.
        executions: u64,
        /// Whether nothing was left to explore.
        exhausted: bool,
        /// So many were followed only up to where nothing but spinning threads was left.
        cut: u64,
    },
    /// loom cannot check the program.
    LoomCannot {
        /// Why.
        reason: String,
    },
    /// loom found a failure in a program with `SeqCst` accesses, which loom does not model exactly.
    LoomDoubtful {
        /// The failing execution, from 1.
        execution: u64,
    },
    /// All schedules pass, and loom fails in a program that means the same to both.
    Contradiction {
        /// loom's failing execution, from 1.
        execution: u64,
        /// The failure there.
        failure: Message,
    },
    /// The program depends on addresses or hash seeds, which were fixed.
    Repeatable,
    /// Two executions of the same schedule differ, with fixed addresses and hash seeds too.
    NotRepeatable {
        /// The step at which they differ, from 1.
        step: u64,
    },
    /// The set of outcomes may have more members, because not all schedules were explored.
    OutcomesIncomplete,
    /// Nothing was explored that a verdict could rest on.
    TooLittle,
    /// Locks are taken in opposite orders, although no explored schedule deadlocks.
    LockOrder {
        /// The steps of the circle, each of which holds a lock that the former step wants.
        steps: Vec<NestedLock>,
    },
    /// The checker itself failed.
    Fault {
        /// The text of its panic.
        text: String,
    },
}

/// How far the search by the number of preemptions came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// Nothing is left to explore.
    All,
    /// All schedules with at most so many preemptions were explored.
    UpTo(u32),
    /// Not even all schedules without a preemption were explored.
    Part,
}

/// A thread locks at one place and then, still holding that lock, at another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NestedLock {
    /// The thread's number; 0 is the body of the check.
    pub thread: usize,
    /// Where it took the lock that it holds.
    pub held: Place,
    /// Where it takes the next one.
    pub wanted: Place,
}
