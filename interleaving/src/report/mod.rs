//! What a check found, as data, and the one renderer that tells it.
//!
//! The process that explores sends a [`CheckReport`]; the process that reports (`cargo test` itself, or
//! the grader) has the source at hand and calls [`render`]. Nothing here decides a mark.

mod names;
mod receiver;
mod render;
mod table;
mod wrap;

pub use render::{Telling, headline, render, tell};

use serde::{Deserialize, Serialize};

/// The result of one check: its verdict, what was covered, and the counterexample if there is one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckReport {
    /// The check's name, as the test gave it.
    pub check: String,
    /// How it ended.
    pub verdict: CheckVerdict,
    /// Executions of the body, over all oracles.
    pub executions: u64,
    /// One sentence per oracle: what was covered, or why nothing could be.
    pub coverage: Vec<String>,
    /// The counterexample, unless the check passed.
    pub failure: Option<Failure>,
    /// The executions up to the first that failed, before the search for the smallest failure began; `None` if
    /// none failed. To compare searches: not part of what is written down.
    #[serde(skip)]
    pub first_failure: Option<u64>,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckVerdict {
    /// Every explored schedule keeps the promise.
    Passed,
    /// Some schedule breaks it.
    Failed,
    /// A thread used up its CPU allowance without touching a shared object.
    Hangs,
    /// The check could not decide, through a limit of the tool or of the machine.
    Inconclusive,
    /// A *possible* rule that no explored schedule showed, in a space that was not exhausted.
    NotChecked,
    /// The checker contradicts itself: a fault of ours.
    InternalError,
}

/// What broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The body's own assertion, or another panic, in any thread.
    Panic,
    /// Some threads wait for ever.
    Deadlock,
    /// Two threads access a plain cell, one of them writes, and nothing orders them.
    DataRace,
    /// A thread ended while it held a lock.
    LeakedLock,
    /// No continuation was found that finishes.
    NeverFinishes,
    /// A thread waits in a loop and never lets the others run.
    NeverYields,
    /// A thread computes for ever without touching a shared object.
    Hangs,
    /// A meeting that no schedule completes.
    NeverMeets,
    /// Threads that were expected to wait did not.
    NotBlocked,
    /// A bare lock was released by a thread that does not hold it.
    NotHeld,
    /// A schedule has an end that was not predicted.
    Unpredicted,
    /// An end was predicted that no schedule has.
    NeverEnds,
    /// The answers are those of no serial order.
    NotSerializable,
    /// Somebody was served before another who had come first.
    NotInOrder,
    /// The program uses the library in a way that cannot be checked (a `static`, say).
    Misuse,
    /// Two executions with the same schedule differ.
    NotRepeatable,
}

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The path as the compiler was given it.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1; points at the method's name in a call.
    pub column: u32,
}

/// A named reason from the closed list of textbook faults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// The textbook's name, such as `lost update`.
    pub name: String,
    /// One sentence about this failure; `{o3}`, `{t1}` and `{p:FILE:LINE}` stand for names that [`render`] fills in.
    pub sentence: String,
}

/// A counterexample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// What broke.
    pub kind: FailureKind,
    /// The headline, without the rule and the check's name.
    pub message: String,
    /// The raw text of a panic whose headline has other words.
    #[serde(default)]
    pub small_print: Option<String>,
    /// The line on which the counterexample breaks, for annotations.
    pub place: Option<Place>,
    /// The textbook's name for it, when its pattern is there.
    pub diagnosis: Option<Diagnosis>,
    /// The replay token, without the program that reads it.
    pub replay: String,
    /// How it was found and how small it is, as a sentence.
    pub found: String,
    /// The threads, in the order of the columns.
    pub threads: Vec<Thread>,
    /// The shared objects that the rows speak of.
    pub objects: Vec<Object>,
    /// The steps.
    pub rows: Vec<Row>,
    /// What happened after the rows: who waits for what, or where the program went on.
    pub ending: Vec<Ending>,
    /// The nearest schedule that passes, where it was asked for by a replay: what has to differ as the message,
    /// and the rows from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Box<Failure>>,
}

impl Failure {
    /// One that no schedule shows: a headline and how it was found, and the place if one is known.
    pub(crate) fn without_schedule(
        kind: FailureKind,
        message: String,
        found: String,
        place: Option<Place>,
    ) -> Self {
        Self {
            kind,
            message,
            small_print: None,
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
}

/// One column of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// `P1`, `P2`, …, or `main`.
    pub id: String,
    /// What it does, as the test says: `withdraw(8)`.
    pub label: Option<String>,
}

/// A shared object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// Its type, lower case: `mutex`, `atomic`.
    pub kind: String,
    /// The name the test gave it.
    pub name: Option<String>,
    /// Where it was first used, from which its name is read.
    pub first_use: Option<Place>,
    /// Its place among the objects of the same expression (`forks[2]`), when known.
    pub index: Option<usize>,
}

/// One step of one thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Index into [`Failure::threads`].
    pub thread: usize,
    /// What it did, with `{o3}` for the objects: `lock {o0}`; `{d:FILE:LINE:COLUMN}` tells of a guard that
    /// is taken there and dropped at once, if the source shows that.
    pub text: String,
    /// Where.
    pub place: Option<Place>,
    /// What to notice here.
    pub note: Option<String>,
    /// Its number, from 1, as replay tokens count; rows without numbers are counted through.
    #[serde(default)]
    pub step: Option<usize>,
    /// The last number, where the row stands for several steps.
    #[serde(default)]
    pub until: Option<usize>,
}

/// A line below the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// A sentence with `{o3}`, `{t1}` and `{p:FILE:LINE}` for names.
    pub text: String,
}
