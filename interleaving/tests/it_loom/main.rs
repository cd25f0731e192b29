//! loom's verdicts on programs whose right answer is known.

mod blocking;
mod limits;
mod litmus;
mod locks;
mod told;

use interleaving::report::{CheckReport, CheckVerdict, Failure};
use interleaving::{Budget, Check};

/// A budget for loom alone.
const LOOM: Budget = Budget { systematic: 0, preemptions: 0, random: 0, loom: 20_000 };

/// The report of a check of `body` by loom alone.
#[track_caller]
fn loom(name: &str, body: impl Fn() + Send + Sync + 'static) -> CheckReport {
    let report = Check::new(name).budget(LOOM).loom(true).explore(body);
    assert_eq!(report.validate().and_then(|()| report.validate_rows()), Ok(()), "{report:#?}");
    report
}

/// Asserts that loom explored everything and found nothing.
#[track_caller]
fn passes(report: &CheckReport) {
    assert_eq!(report.verdict, CheckVerdict::Passed, "{report:#?}");
    assert!(
        report.covered().last().is_some_and(|line| line.starts_with("loom: all ")),
        "{:?}",
        report.covered()
    );
}

/// Asserts that loom's failure counts.
#[track_caller]
fn fails(report: &CheckReport) -> &Failure {
    assert_eq!(report.verdict, CheckVerdict::Failed, "{:?}", report.covered());
    report.failure.as_ref().expect("a failed check has a failure")
}
