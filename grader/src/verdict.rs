//! The verdict on a test, or on a submission as a whole. All that is known of a verdict is in one
//! table.

use interleaving::report::CheckVerdict;
use serde::{Deserialize, Serialize};

/// The verdicts. A submission's failure is one of these, never an error. Of two verdicts that weigh the same for
/// the mark, the later one in this list is the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// The test returned, and said so on the verdict channel.
    Passed,
    /// Some schedule breaks the rule, or the test's own assertion failed.
    Failed,
    /// The source uses what the course does not allow.
    Rejected,
    /// The compiler refused the student's crate, or the tests do not fit its public items.
    DoesNotCompile,
    /// The CPU allowance was used up without touching a shared object, twice running.
    HangsInItsOwnCode,
    /// The test used more memory than it may.
    MemoryLimit,
    /// The test printed more than it may.
    OutputLimit,
    /// The process had more threads of the system than it may.
    TooManyThreads,
    /// The sandbox stopped a forbidden system call.
    ForbiddenOperation,
    /// A signal, an abort or an overflowing stack ended the process.
    Crashed,
    /// The process ended before its test did.
    StoppedEarly,
    /// Files are missing or unreadable, or an archive cannot be read.
    BadSubmission,
    /// Another submission of the run has the same name.
    AmbiguousName,
    /// A limit of the tool or of the machine was hit.
    Inconclusive,
    /// No explored schedule showed what a *possible* rule demands.
    NotChecked,
    /// The CPU time of the test, or of the whole submission, was used up.
    TooSlow,
    /// A trap was passed, or a test with other checks than it makes, or with reports that cannot be true.
    Forged,
    /// A fault of the grader.
    InternalError,
}

/// The effect of a verdict on the marks of a rule, in the order of its weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    /// The rule holds.
    Earned,
    /// The instructor settles it.
    Open,
    /// The rule is broken.
    Lost,
}

/// Each verdict, in the order of the enum: what it means for the mark, what it is called, and what the student
/// reads.
#[rustfmt::skip]
const TABLE: [(Verdict, Mark, &str, &str); 18] = [
    (Verdict::Passed, Mark::Earned, "passed", "The promise holds in everything that was explored."),
    (Verdict::Failed, Mark::Lost, "failed", "A schedule breaks the promise."),
    (Verdict::Rejected, Mark::Lost, "rejected", "The program uses something that the course does not allow, so nothing was run."),
    (Verdict::DoesNotCompile, Mark::Lost, "does not compile", "The program does not compile together with the tests, so nothing was run."),
    (Verdict::HangsInItsOwnCode, Mark::Lost, "hangs in its own code", "A thread computed until its time was used up, without touching a shared object."),
    (Verdict::MemoryLimit, Mark::Lost, "memory limit", "The program asked for more memory than a test may use."),
    (Verdict::OutputLimit, Mark::Lost, "output limit", "The program printed more than a test may print."),
    (Verdict::TooManyThreads, Mark::Lost, "too many threads", "The program had more threads of the system than a test may have."),
    (Verdict::ForbiddenOperation, Mark::Lost, "forbidden operation", "The program asked the system for something that is forbidden here."),
    (Verdict::Crashed, Mark::Lost, "crashed", "The program was ended by a signal, an abort or a stack overflow."),
    (Verdict::StoppedEarly, Mark::Lost, "stopped early", "The program ended before its test did."),
    (Verdict::BadSubmission, Mark::Lost, "bad submission", "The files that were to be handed in are missing or cannot be read."),
    (Verdict::AmbiguousName, Mark::Open, "ambiguous name", "The name of this submission is used twice, so the instructor says whose work it is; the mark stays open."),
    (Verdict::Inconclusive, Mark::Open, "inconclusive", "This could not be decided within the limits of the grader; the mark stays open."),
    (Verdict::NotChecked, Mark::Open, "not checked", "No explored schedule shows this, and not all were explored; the mark stays open."),
    (Verdict::TooSlow, Mark::Open, "too slow", "The program used up its CPU time before this was decided; the mark stays open."),
    (Verdict::Forged, Mark::Open, "passed what cannot be passed", "The program reports a pass that its tests cannot have given, so no result of it counts; the instructor looks at it."),
    (Verdict::InternalError, Mark::Open, "internal error", "The grader failed here, not the program; the mark stays open."),
];

impl Verdict {
    /// Its effect on the mark.
    pub(crate) fn mark(self) -> Mark {
        TABLE[self as usize].1
    }

    /// Whether the mark stays open, to be settled by the instructor.
    pub(crate) fn leaves_open(self) -> bool {
        self.mark() == Mark::Open
    }

    /// Its name, in two or three words: `does not compile`.
    pub(crate) fn name(self) -> &'static str {
        TABLE[self as usize].2
    }

    /// Its meaning, as a sentence for the student.
    pub(crate) fn sentence(self) -> &'static str {
        TABLE[self as usize].3
    }

    /// The worst of several; a pass if there is none.
    pub(crate) fn worst(verdicts: impl IntoIterator<Item = Self>) -> Self {
        verdicts.into_iter().max_by_key(|verdict| (verdict.mark(), *verdict)).unwrap_or(Self::Passed)
    }
}

impl From<CheckVerdict> for Verdict {
    fn from(verdict: CheckVerdict) -> Self {
        match verdict {
            CheckVerdict::Passed => Self::Passed,
            CheckVerdict::Failed => Self::Failed,
            CheckVerdict::Hangs => Self::HangsInItsOwnCode,
            CheckVerdict::Inconclusive => Self::Inconclusive,
            CheckVerdict::NotChecked => Self::NotChecked,
            CheckVerdict::InternalError => Self::InternalError,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_has_its_own_row() {
        for (at, row) in TABLE.iter().enumerate() {
            assert_eq!((row.0 as usize, row.0.name()), (at, row.2));
        }
        assert_eq!(TABLE.len(), Verdict::InternalError as usize + 1);
    }

    #[test]
    fn the_documentation_has_the_table() {
        let row = |(verdict, mark, name, sentence): &(Verdict, Mark, &str, &str)| {
            let word = serde_json::to_value(verdict).unwrap();
            format!("| {name} | `{}` | {mark:?} | {sentence} |\n", word.as_str().unwrap())
        };
        let rows: String = TABLE.iter().map(row).collect();
        let table = format!("| verdict | in data | mark | meaning |\n|---|---|---|---|\n{rows}");
        let documentation = include_str!("../ARCHITECTURE.md");
        assert!(documentation.contains(&table), "put this table into ARCHITECTURE.md:\n{table}");
    }
}
