//! The verdict on a program that never does the same twice, in the same schedule and with fixed addresses and hash
//! keys: it depends on something that no submission may depend on.
//!
//! A failure that is seen in any of its executions is a failure, told with that execution's steps. If none is seen,
//! a difference at a known step is the failure: what is said about other executions need not be true of the next.

use std::sync::{Arc, PoisonError};

use crate::failure;
use crate::failure::shrink::Smallest;
use crate::harness;
use crate::report::{Broken, CheckReport, CheckVerdict, Coverage, Failure, Found, Misuse};
use crate::run::explorer;
use crate::search::bench::Bench;
use crate::search::witness;
use crate::search::worker::Lost;

/// The fewest executions in which a failure is looked for, whatever the budget.
const FEWEST: u64 = 200;

/// Returns whether addresses and hash keys can be fixed here; elsewhere a difference may be the system's.
const ALL_IS_FIXED: bool = cfg!(all(target_os = "linux", any(target_env = "gnu", target_env = "musl")));

/// Looks for a failing execution, and makes the report. `step` is where two executions differed, from 0, if
/// that is known.
pub(super) fn report(bench: &Bench, step: Option<usize>) -> Result<CheckReport, Lost> {
    let plan = &bench.plan;
    let step = step.map(|step| step as u64 + 1);
    let coverage = vec![Coverage::NotRepeatable { step }];
    let report = CheckReport { coverage, ..CheckReport::new(&plan.name, CheckVerdict::Inconclusive) };
    let executions = FEWEST.max(plan.budget.random);
    let (oracle, witnessed) = witness::search(plan.goal, plan.seed, executions);
    bench.on_worker(move |settings, body| {
        explorer::run(oracle, settings.clone(), true, Arc::clone(body));
    })?;
    let witnessed = witnessed.lock().unwrap_or_else(PoisonError::into_inner).take();
    let failure = match witnessed {
        Some((recording, schedule)) => {
            let ended = recording.ended.clone();
            if let Some(ended) = ended.filter(|_| plan.demanded) {
                harness::broken(&plan.name, &super::seen(&ended));
            }
            let found = Found::Once { schedule, step };
            let witness = Smallest { recording, numbers: Vec::new(), replays: 0, repeats: None };
            failure::counterexample(plan, &witness, found, String::new())
        }
        None => match step.filter(|_| ALL_IS_FIXED) {
            Some(step) => {
                let broken = Broken::Misuse(Misuse::NeverTheSame { step });
                Failure::without_schedule(broken, Found::Exploration, None)
            }
            None => return Ok(report),
        },
    };
    Ok(CheckReport { verdict: CheckVerdict::Failed, executions, failure: Some(failure), ..report })
}
