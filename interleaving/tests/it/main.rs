//! The facade types under the explorer and on real threads.

mod channels;
mod choices;
mod claims;
mod condvar;
mod counts;
mod locals;
mod lock_order;
mod locks;
mod misuse;
mod net;
mod once;
mod order;
mod outcomes;
mod panics;
mod printed;
mod processes;
mod program;
mod races;
mod reduction;
mod searches;
mod std_api;
mod threads;
mod time;
mod waits;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use interleaving::Check;
use interleaving::report::{CheckReport, CheckVerdict, Failure};

/// A check without random searches, so that its verdict is about all schedules.
#[track_caller]
fn all() -> Check {
    Check::new("all schedules").loom(false).reduction(false)
}

/// Asserts that a reader of the report finds nothing in it that cannot be true.
#[track_caller]
fn believed(report: &CheckReport) {
    assert_eq!(report.validate().and_then(|()| report.validate_rows()), Ok(()), "{report:#?}");
}

/// Explores, and asserts that all schedules pass.
#[track_caller]
fn passes(check: Check, body: impl Fn() + Send + Sync + 'static) -> CheckReport {
    let report = check.explore(body);
    believed(&report);
    assert_eq!(report.verdict, CheckVerdict::Passed, "{:?}", report.failure);
    report
}

/// Explores, and asserts that some schedule fails.
#[track_caller]
fn fails(check: Check, body: impl Fn() + Send + Sync + 'static) -> Failure {
    let report = check.explore(body);
    believed(&report);
    assert_eq!(report.verdict, CheckVerdict::Failed, "{:?}", report.covered());
    report.failure.expect("a failed check has a failure")
}

/// Asserts that `body` passes under the explorer, and runs it on real threads.
#[track_caller]
fn both(body: fn()) {
    passes(all(), body);
    body();
}

/// As [`both`], for bodies in which threads panic.
#[track_caller]
fn both_may_panic(body: fn()) {
    passes(all().may_panic(), body);
    body();
}

/// The set of values that `body` returns, over all schedules.
#[track_caller]
fn outcomes<T: Ord + Send + 'static>(
    check: Check,
    body: impl Fn() -> T + Send + Sync + 'static,
) -> BTreeSet<T> {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let noted = Arc::clone(&seen);
    passes(check, move || {
        let outcome = body();
        noted.lock().unwrap().insert(outcome);
    });
    std::mem::take(&mut *seen.lock().unwrap())
}

/// The number of schedules of a small program; asserts that all pass.
#[track_caller]
fn schedules(body: impl Fn() + Send + Sync + 'static) -> u64 {
    let report = passes(all(), body);
    let all = report.covered()[0].starts_with("all ") || report.covered()[0] == "the only schedule";
    assert!(all && !report.covered()[0].contains("preemption"), "{:?}", report.covered());
    report.executions
}
