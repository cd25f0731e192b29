//! The process that runs a check: `cargo test`, or one whose messages the grader must be able to trust.

mod audit;
mod channel;
mod environment;
mod main;
mod unseen;

pub(crate) use audit::{audited, audits};
pub(crate) use environment::given;
pub use main::main;

use std::io::Write;
use std::sync::OnceLock;

use crate::report::next;
use crate::report::{self, CheckReport, CheckVerdict, RenderOptions};

/// Returns whether `debug_assert!` of a submission checks anything. The grader's facade of std asks.
#[must_use]
pub fn debug_assertions() -> bool {
    !given().release
}

/// The payload of a failed check's panic; its text is printed unchanged.
#[derive(Debug)]
struct FailedCheck(String);

/// Reports on a check, and ends the running test unless it passed.
pub(crate) fn demand_passed(report: &CheckReport) {
    channel::finished(report);
    if report.verdict != CheckVerdict::Passed {
        fail(report);
    }
    passed(report);
}

/// Tells the grader that a check has failed, before the failure is shrunk and told.
pub(crate) fn broken(check: &str, seen: &str) {
    channel::broken(check, seen);
}

/// Fails the running test with the text of `report`.
pub(crate) fn fail(report: &CheckReport) -> ! {
    let command = environment::replay_command();
    let options = RenderOptions {
        rule: environment::rule(),
        source: &environment::local_source,
        replay: Some(&command),
        next: Some(next(report)),
    };
    let text = report::render(report, &options);
    if !channel::is_open() {
        eprintln!("\n{text}");
    }
    // `panic!` would print a line of ours; the report already names the places of the schedule.
    std::panic::resume_unwind(Box::new(FailedCheck(text)))
}

/// Prints the coverage of a passing check. Under `cargo test` of an exercise it is visible although the test
/// passes, so that students learn whether all schedules were explored.
fn passed(report: &CheckReport) {
    let title = environment::rule().map_or_else(String::new, |rule| format!("rule {rule} · "));
    say(&format!("{title}{}: {}", report.check, report.covered().join("; ")));
}

/// Prints a line beside the report. Under `cargo test` of an exercise it is visible even if the test passes,
/// elsewhere only if the test fails or with `--nocapture`.
pub(crate) fn say(text: &str) {
    if channel::is_open() {
        return;
    }
    if environment::exercise().is_some() {
        // This bypasses the test harness, which hides the output of passing tests. A closed stream is not an error.
        let _ = writeln!(std::io::stderr(), "{text}");
    } else {
        println!("{text}");
    }
}

/// Prints a line between the program's own output.
pub(crate) fn print(text: &str) {
    if !channel::is_open() {
        println!("{text}");
    }
}

/// Returns a report if the exercise under test uses parts of std that no check can see; the grader refuses such a
/// submission.
pub(crate) fn unseen(check: &str) -> Option<CheckReport> {
    static UNSEEN: OnceLock<Option<unseen::Unseen>> = OnceLock::new();
    if channel::is_open() {
        return None;
    }
    let look = || environment::exercise().and_then(|folder| unseen::look_in(&folder.join("src")));
    UNSEEN.get_or_init(look).as_ref().map(|unseen| unseen.report(check))
}
