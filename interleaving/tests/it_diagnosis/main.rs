//! What counterexamples say: the textbook's names, and whole texts.

mod examples;
mod locking;
mod loops;
mod programs;
mod sleeping;
mod texts;
mod updating;

use interleaving::report::CheckReport;
use interleaving::{Budget, Check};

/// What is found in `body`, with names by `check`.
#[track_caller]
fn explore(body: impl Fn() + Send + Sync + 'static) -> CheckReport {
    Check::new("a small program").budget(Budget::QUICK).explore(body)
}

/// The textbook's name for what is found, or `none`; `passed` if nothing is.
fn named(report: &CheckReport) -> String {
    match &report.failure {
        None => "passed".to_owned(),
        Some(failure) => {
            failure.diagnosis.as_ref().map_or("none".to_owned(), |diagnosis| diagnosis.name.clone())
        }
    }
}

/// The name of what is found in `body`.
#[track_caller]
fn name(body: impl Fn() + Send + Sync + 'static) -> String {
    named(&explore(body))
}
