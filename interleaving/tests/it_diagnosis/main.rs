//! The words of counterexamples: the textbook's names, and whole texts.

mod examples;
mod locking;
mod loops;
mod programs;
mod sleeping;
mod texts;
mod updating;

use interleaving::report::CheckReport;
use interleaving::{Budget, Check};

/// The report of a check of `body`.
#[track_caller]
fn explore(body: impl Fn() + Send + Sync + 'static) -> CheckReport {
    let report = Check::new("a small program").budget(Budget::QUICK).explore(body);
    assert_eq!(report.validate().and_then(|()| report.validate_rows()), Ok(()), "{report:#?}");
    report
}

/// The textbook's name for the failure, or `none`; `passed` if there is no failure.
fn named(report: &CheckReport) -> String {
    match &report.failure {
        None => "passed".to_owned(),
        Some(failure) => {
            failure.diagnosis.as_ref().map_or("none".to_owned(), |diagnosis| diagnosis.name.clone())
        }
    }
}

/// The name of the failure in `body`.
#[track_caller]
fn name(body: impl Fn() + Send + Sync + 'static) -> String {
    named(&explore(body))
}
