//! What the grader says about a test, or about a submission as a whole.

use serde::{Deserialize, Serialize};

/// The verdicts of the design. A submission's failure is one of these, never an error.
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
    /// More memory than the test may use.
    MemoryLimit,
    /// More output than the test may print.
    OutputLimit,
    /// The sandbox stopped a forbidden system call.
    ForbiddenOperation,
    /// Ended by a signal, an abort or an overflowing stack.
    Crashed,
    /// The process ended before its test did.
    StoppedEarly,
    /// Missing or unreadable files, an archive that cannot be read.
    BadSubmission,
    /// A limit of the tool or of the machine; leaves the mark open.
    Inconclusive,
    /// A *possible* rule that no explored schedule showed; leaves the mark open.
    NotChecked,
    /// A fault of ours; leaves the mark open.
    InternalError,
}

impl Verdict {
    /// Whether the mark stays open, to be settled by the instructor.
    pub(crate) fn leaves_open(self) -> bool {
        matches!(self, Self::Inconclusive | Self::NotChecked | Self::InternalError)
    }
}
