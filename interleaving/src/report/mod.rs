//! The report of a check: data first, turned into words once, at the end.
//!
//! The process that explores sends a [`CheckReport`]; the process that reports (`cargo test` itself, or
//! the grader) has the source and calls [`render`]. The grader also asks whether the report can be true
//! ([`CheckReport::validate`]). Nothing here decides a mark.
//!
//! The data is versioned ([`VERSION`]); its schema is `interleaving/schema/check-report-v3.json`.

mod broken;
mod claim;
mod coverage;
mod ending;
mod failure;
pub(crate) mod message;
mod network;
mod place;
#[cfg(test)]
mod schema;
mod step;
mod words;

pub use crate::spec::{Action, Half, Side, Socket, Waiting};
pub use broken::{Answered, Broken, Caller, FailureKind, Misuse, Outcome, Panic, Race, Secondary};
pub use claim::Inconsistent;
pub use coverage::{Coverage, Extent, NestedLock};
pub use ending::{Awaited, Ending, Holder, Rescue};
pub use failure::{Diagnosis, Failure, Found, Object, Passing, Row, Thread};
pub use message::{Message, Part, StepRef};
pub use network::{Letter, ProcessStep, Way};
pub use place::Place;
pub use step::{Stale, Step};
pub use words::{RenderOptions, headline, render};
pub(crate) use words::{headline_of, next};

use serde::{Deserialize, Serialize};

/// The version of [`CheckReport`] as data; every change that a reader of the data can notice raises it.
pub const VERSION: u32 = 3;

/// The result of one check: its verdict, its coverage, and the counterexample if there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CheckReport {
    /// [`VERSION`] when it was made.
    pub version: u32,
    /// The check's name, as given by the test.
    pub check: String,
    /// The verdict.
    pub verdict: CheckVerdict,
    /// Executions of the body, over all searches.
    pub executions: u64,
    /// The coverage of each search, or the reason why there is none.
    pub coverage: Vec<Coverage>,
    /// The counterexample, unless the check passed.
    pub failure: Option<Failure>,
    /// The executions up to the first failure, before the search for the smallest one; `None` if none failed.
    /// For the comparison of searches; not part of the data.
    #[serde(skip)]
    pub first_failure: Option<u64>,
}

impl CheckReport {
    /// Makes a report on `check` without any exploration.
    pub(crate) fn new(check: &str, verdict: CheckVerdict) -> Self {
        Self {
            version: VERSION,
            check: check.to_owned(),
            verdict,
            executions: 0,
            coverage: Vec::new(),
            failure: None,
            first_failure: None,
        }
    }

    /// Returns whether one of its searches left nothing to explore, or a *possible* check was shown.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.coverage.iter().any(|coverage| match coverage {
            Coverage::OnlySchedule | Coverage::Distinct { .. } | Coverage::Deliveries { .. } => true,
            Coverage::Shown { .. } => true,
            Coverage::Preemptions { extent, .. } => *extent == Extent::All,
            Coverage::Loom { exhausted, .. } => *exhausted,
            _ => false,
        })
    }

    /// One sentence for each entry of the coverage.
    #[must_use]
    pub fn covered(&self) -> Vec<String> {
        self.coverage.iter().map(ToString::to_string).collect()
    }
}

/// The verdict of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckVerdict {
    /// Every explored schedule keeps the promise.
    Passed,
    /// Some schedule breaks it.
    Failed,
    /// A thread used up its CPU allowance without touching a shared object.
    Hangs,
    /// The check could not decide because of a limit of the tool or of the machine.
    Inconclusive,
    /// A *possible* rule that no explored schedule showed, in a space that was not exhausted.
    NotChecked,
    /// The checker contradicts itself: a fault of ours.
    InternalError,
}
