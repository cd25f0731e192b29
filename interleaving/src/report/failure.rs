//! A counterexample: the broken promise, the steps that lead to it, and the reason.

use serde::{Deserialize, Serialize};

use super::{Broken, Ending, FailureKind, Message, Place, Step, StepRef};

/// A counterexample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Failure {
    /// The broken promise.
    pub broken: Broken,
    /// The line on which the counterexample breaks, for annotations.
    pub place: Option<Place>,
    /// The textbook fault, if the events show its pattern.
    pub diagnosis: Option<Diagnosis>,
    /// The replay token, without the program that reads it; empty if no schedule shows the failure.
    pub replay: String,
    /// The search that found it, and its size.
    pub found: Found,
    /// The threads, in the order of the columns.
    pub threads: Vec<Thread>,
    /// The shared objects, in the order of their numbers; if very many, only those that the report names.
    pub objects: Vec<Object>,
    /// The steps.
    pub rows: Vec<Row>,
    /// The state after the rows: the waiting threads, or the repeated steps.
    pub ending: Vec<Ending>,
    /// The nearest schedule that passes, in the report of a replay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Passing>,
}

impl Failure {
    /// Makes a failure that no schedule shows.
    pub(crate) fn without_schedule(broken: Broken, found: Found, place: Option<Place>) -> Self {
        Self {
            broken,
            place,
            diagnosis: None,
            replay: String::new(),
            found,
            threads: Vec::new(),
            objects: Vec::new(),
            rows: Vec::new(),
            ending: Vec::new(),
            nearest: None,
        }
    }

    /// The kind of the broken promise.
    #[must_use]
    pub fn kind(&self) -> FailureKind {
        self.broken.kind()
    }
}

/// The search that found a failure, and the failure's size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// By a search.
    Search {
        /// True if its schedules are drawn at random.
        random: bool,
        /// The number of the failing schedule in its search, from 1.
        schedule: u64,
        /// The preemptions of the schedule that is shown.
        preemptions: u32,
        /// True if all schedules with fewer preemptions were explored and pass.
        fewest: bool,
    },
    /// By a search, in a network of processes.
    Delivery {
        /// True if its orders of delivery are drawn at random.
        random: bool,
        /// The number of the failing order in its search, from 1.
        order: u64,
        /// The steps of the order that is shown, each of them the act of one process or a fault.
        steps: u64,
    },
    /// In one execution of a program that does something else each time; it cannot be repeated.
    Once {
        /// The number of its random schedule, from 1.
        schedule: u64,
        /// The step at which two executions of one schedule differ, from 1, if it is known.
        step: Option<u64>,
    },
    /// By the replay of a token.
    Replay {
        /// The preemptions of the schedule that is shown.
        preemptions: u32,
    },
    /// By loom.
    Loom {
        /// The failing execution, from 1.
        execution: u64,
        /// True if a token asked for it.
        replayed: bool,
    },
    /// By the whole exploration that the coverage states.
    Exploration,
    /// By reading the source; nothing was explored.
    Reading,
    /// A thread used CPU time without a step.
    Computing {
        /// The seconds of CPU time.
        seconds: u64,
    },
    /// A thread slept without a step.
    Sleeping {
        /// The seconds of sleep.
        seconds: u64,
    },
}

/// A named reason from the closed list of textbook faults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Diagnosis {
    /// The textbook's name, such as `lost update`.
    pub name: String,
    /// One sentence about this failure.
    pub sentence: Message,
}

/// One column of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Thread {
    /// `P1`, `P2`, …, or `main`.
    pub id: String,
    /// The test's words for its work: `withdraw(8)`.
    pub label: Option<String>,
}

/// A shared object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Object {
    /// Its number, by which steps and messages refer to it.
    pub number: usize,
    /// Its type, lower case: `mutex`, `atomic`.
    pub kind: String,
    /// The name the test gave it.
    pub name: Option<String>,
    /// The place of its first use, from which its name is read.
    pub first_use: Option<Place>,
    /// Its place among the objects of the same expression (`forks[2]`), when known.
    pub index: Option<usize>,
}

/// One row of the table: a step of one thread, or a lock and its unlock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Row {
    /// Index into [`Failure::threads`].
    pub thread: usize,
    /// The step.
    pub did: Step,
    /// The unlock that follows at once and shares the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlock: Option<Step>,
    /// The place.
    pub place: Option<Place>,
    /// A note that draws the reader's attention.
    pub note: Option<Message>,
    /// Its number, from 1, as replay tokens count; rows without numbers are counted through.
    #[serde(default)]
    pub step: Option<usize>,
    /// The last number, if the row shows several steps.
    #[serde(default)]
    pub until: Option<usize>,
    /// True if a network of processes has settled before this row, and another goes on with it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub settled: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

/// The nearest schedule that passes, from the step at which it leaves the failing one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Passing {
    /// The step at which the two part.
    pub at: StepRef,
    /// The thread, or the process, that goes on there in the failing schedule.
    pub failing: usize,
    /// The thread, or the process, that goes on in this one.
    pub instead: usize,
    /// The threads, in the order of the columns.
    pub threads: Vec<Thread>,
    /// The shared objects, in the order of their numbers.
    pub objects: Vec<Object>,
    /// The steps from there on.
    pub rows: Vec<Row>,
}
