//! The student's next step with a failure: a question to work with, never the repair.

use crate::report::{CheckReport, FailureKind};

/// The last line of a failure under `cargo test`.
pub(crate) fn next(report: &CheckReport) -> &'static str {
    let Some(failure) = &report.failure else {
        return "nothing wrong was found so far; run the test again, or ask your instructor";
    };
    match failure.kind() {
        FailureKind::Deadlock => {
            "follow who waits for whom: what keeps the first of them from going on? The README has hints"
        }
        FailureKind::NeverMeets => {
            "which lock do both need, and must they hold it at that moment? The README has hints"
        }
        FailureKind::Hangs | FailureKind::NeverFinishes => {
            "what would end the loop, and which thread could make that happen? The README has hints"
        }
        FailureKind::LeakedLock => "on which path is the lock not given back? The README has hints",
        FailureKind::NotHeld => {
            "which thread took the lock last, and which one has already released it? The README has hints"
        }
        FailureKind::NeverYields => {
            "what should a thread call when it cannot make progress? The README has hints"
        }
        FailureKind::NotInOrder => "what lets the later one pass the earlier one? The README has hints",
        FailureKind::NotBlocked => "what keeps the waiting thread running? The README has hints",
        FailureKind::Unpredicted => {
            "play the table by hand; is it the only order that your set misses? The README has hints"
        }
        FailureKind::NeverEnds => {
            "play it by hand: which order of the lines would end that way? The README has hints"
        }
        FailureKind::Unsafe => {
            "which process acts on too little here: what has it not been told yet? The README has hints"
        }
        FailureKind::NeverServed => {
            "which message would end the wait, and which process should have sent it? The README has hints"
        }
        FailureKind::ServedOutOfOrder => {
            "what did the later one know of the earlier request, and what did it make of it? The README has hints"
        }
        FailureKind::Misuse => "change the code as the first line says, then run the test again",
        FailureKind::Panic | FailureKind::DataRace | FailureKind::NotSerializable => {
            if failure.rows.iter().all(|row| row.thread == 0) {
                "no order of steps is to blame: follow what this call does by itself. The README has hints"
            } else {
                "read the table from the top: which step must not come between? The README has hints"
            }
        }
    }
}
