//! The report on a check that no execution could decide: the last place seen instead of a counterexample.

use crate::report::{Broken, CheckReport, CheckVerdict, Coverage, Failure, Found, Misuse, Place};
use crate::search::bench::Plan;
use crate::search::worker::{Lost, PATIENCE, SLEEP};

/// Makes the report on a check whose exploration was lost.
pub(super) fn report(plan: &Plan, lost: Lost) -> CheckReport {
    let report = |verdict| CheckReport::new(&plan.name, verdict);
    match lost {
        Lost::Differs { step } => {
            let coverage = vec![Coverage::NotRepeatable { step: step.map(|step| step as u64 + 1) }];
            CheckReport { coverage, ..report(CheckVerdict::Inconclusive) }
        }
        Lost::Broken(text) => {
            let coverage = vec![Coverage::Fault { text }];
            CheckReport { coverage, ..report(CheckVerdict::InternalError) }
        }
        Lost::Hung { thread, at } => {
            let at = at.map(Place::from);
            let found = Found::Computing { seconds: PATIENCE.as_secs() };
            let failure = Failure::without_schedule(Broken::Hangs { thread, after: at.clone() }, found, at);
            CheckReport { failure: Some(failure), ..report(CheckVerdict::Hangs) }
        }
        Lost::Asleep { thread, at } => {
            let at = at.map(Place::from);
            let found = Found::Sleeping { seconds: SLEEP.as_secs() };
            let broken = Broken::Misuse(Misuse::WaitsUnseen { thread, after: at.clone() });
            let failure = Failure::without_schedule(broken, found, at);
            CheckReport { failure: Some(failure), ..report(CheckVerdict::Inconclusive) }
        }
    }
}
