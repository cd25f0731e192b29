//! The sentence on the search that found a failure, and on the failure's size.

use super::numbers::{preemptions, thousands};
use crate::report::{CheckReport, Failure, FailureKind, Found};

/// The line under the headline.
pub(super) fn sentence(report: &CheckReport, failure: &Failure) -> String {
    match failure.found {
        Found::Exploration if report.coverage.is_empty() => {
            format!("{} schedules", thousands(report.executions))
        }
        Found::Exploration => report.covered().join("; "),
        _ => of(failure),
    }
}

/// As [`sentence`], without the report that the failure is part of.
pub(super) fn of(failure: &Failure) -> String {
    match failure.found {
        // One thread leaves no choice.
        Found::Search { schedule: 1, .. } if failure.threads.len() <= 1 => {
            "the test has one thread".to_owned()
        }
        Found::Search { random, schedule, preemptions: count, fewest } => {
            let which = if random { "random schedule" } else { "schedule" };
            let fewer = fewer(failure.kind(), count, fewest);
            format!("found in {which} {}; {}{fewer}", thousands(schedule), preemptions(count))
        }
        Found::Delivery { random, order, steps } => {
            let which = if random { "random order" } else { "order" };
            let rows = failure.rows.iter().filter(|row| row.step.is_some()).count() as u64;
            let shown = if rows < steps {
                format!("{rows} of its {steps} steps are shown")
            } else {
                format!("shown in {steps} steps")
            };
            format!("found in {which} {} of delivery, {shown}", thousands(order))
        }
        Found::Once { schedule, step } => format!(
            "seen in random schedule {}; it cannot be repeated: two executions of the same schedule differ{}",
            thousands(schedule),
            at(step)
        ),
        Found::Replay { .. } if failure.rows.iter().any(|row| row.did.process.is_some()) => {
            "replayed".to_owned()
        }
        Found::Replay { preemptions: count } => format!("replayed; {}", preemptions(count)),
        Found::Loom { execution, replayed: true } => {
            format!("replayed, loom's execution {}", thousands(execution))
        }
        Found::Loom { execution, replayed: false } => {
            format!("found in loom's execution {}", thousands(execution))
        }
        Found::Exploration => "all that was explored".to_owned(),
        Found::Reading => "nothing was explored".to_owned(),
        Found::Computing { seconds } => format!("{seconds} seconds of CPU time without a step"),
        Found::Sleeping { seconds } => format!("{seconds} seconds of sleep without a step"),
    }
}

/// ` at step 3`, or nothing.
pub(super) fn at(step: Option<u64>) -> String {
    step.map_or_else(String::new, |step| format!(" at step {step}"))
}

/// The clause about schedules with fewer preemptions.
fn fewer(kind: FailureKind, preemptions: u32, fewest: bool) -> String {
    // A program that has an unpredicted outcome is not at fault.
    let fails = if kind == FailureKind::Unpredicted { "ends that way" } else { "fails" };
    match (preemptions, fewest) {
        (0, _) => String::new(),
        (1, true) => format!(", and no schedule without one {fails}"),
        (_, true) => format!(", and no schedule with fewer {fails}"),
        (_, false) => ", none with fewer was found".to_owned(),
    }
}
