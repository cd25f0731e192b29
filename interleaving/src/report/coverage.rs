//! The coverage of a check's searches, or the reason why there is none, as data; [`words`](super::words) makes the
//! sentences.

use serde::{Deserialize, Serialize};

use super::{Message, Place};

/// The coverage of one search, or a fact that qualifies it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// At each step, only one thread could go on.
    OnlySchedule,
    /// The reduction explored one of all schedules that differ only in the order of independent steps.
    Distinct {
        /// The number explored.
        schedules: u64,
    },
    /// The reduction explored one of all orders of the steps of processes that differ only in the order of
    /// independent ones: deliveries to different processes commute.
    Deliveries {
        /// The number explored.
        orders: u64,
    },
    /// The search by the number of preemptions.
    Preemptions {
        /// The number explored.
        schedules: u64,
        /// The extent of the search.
        extent: Extent,
        /// The number that passed the step bound and were followed to an end.
        drifted: u64,
        /// The step bound.
        step_bound: u64,
    },
    /// Schedules drawn at random.
    Random {
        /// The number over all searches.
        schedules: u64,
        /// The names of the searches in the literature.
        searches: Vec<String>,
        /// The seed of all of them.
        seed: u64,
    },
    /// A *possible* check found a schedule that ends.
    Shown {
        /// The executions until then.
        executions: u64,
    },
    /// A *possible* check found no such schedule, and not all were explored.
    NotShown,
    /// loom found no failure.
    Loom {
        /// The number explored.
        executions: u64,
        /// True if nothing was left to explore.
        exhausted: bool,
        /// The number cut where only spinning threads were left.
        cut: u64,
    },
    /// loom cannot check the program.
    LoomCannot {
        /// The reason.
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
        /// The step at which they differ, from 1, if it is known.
        step: Option<u64>,
    },
    /// The set of outcomes may have more members, because not all schedules were explored.
    OutcomesIncomplete,
    /// The exploration was too small for a verdict.
    TooLittle,
    /// Locks are taken in opposite orders, although no explored schedule deadlocks.
    LockOrder {
        /// The steps of the cycle, each of which holds a lock that the previous step wants.
        steps: Vec<NestedLock>,
    },
    /// The checker itself failed.
    Fault {
        /// The text of its panic.
        text: String,
    },
}

/// The extent of the search by the number of preemptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// All schedules were explored.
    All,
    /// All schedules with at most this many preemptions were explored.
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
    /// The place where it took the lock that it holds.
    pub held: Place,
    /// The place where it takes the next one.
    pub wanted: Place,
}
