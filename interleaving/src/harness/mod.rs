//! Where a check runs: under `cargo test`, or in a process of the grader's that must be believed.

mod channel;
mod environment;
mod main;
mod unseen;

pub(crate) use environment::given;
pub use main::main;

use std::io::Write;
use std::sync::OnceLock;

use crate::report::next;
use crate::report::{self, CheckReport, CheckVerdict, RenderOptions};

/// The payload of a failed check's panic: its text is printed as it is.
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

/// Ends the running test with the text of `report`.
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
    // Not `panic!`: the report is the message, and its place is the schedule's, not a line of ours.
    std::panic::resume_unwind(Box::new(FailedCheck(text)))
}

/// Says what a passing check covered. Under `cargo test` of an exercise it is seen although the test
/// passes: that all schedules were explored is worth knowing.
fn passed(report: &CheckReport) {
    let title = environment::rule().map_or_else(String::new, |rule| format!("rule {rule} · "));
    say(&format!("{title}{}: {}", report.check, report.covered().join("; ")));
}

/// Says something beside the report. Under `cargo test` of an exercise it is seen even if the test passes,
/// elsewhere only if it fails or with `--nocapture`.
pub(crate) fn say(text: &str) {
    if channel::is_open() {
        return;
    }
    if environment::exercise().is_some() {
        // Past the test harness, which keeps what passing tests print to itself. A closed stream is no fault.
        let _ = writeln!(std::io::stderr(), "{text}");
    } else {
        println!("{text}");
    }
}

/// Says something among what the program itself prints.
pub(crate) fn print(text: &str) {
    if !channel::is_open() {
        println!("{text}");
    }
}

/// A report on the exercise under test if it uses parts of std that no check can see; the grader refuses such a
/// submission.
pub(crate) fn unseen(check: &str) -> Option<CheckReport> {
    static UNSEEN: OnceLock<Option<unseen::Unseen>> = OnceLock::new();
    if channel::is_open() {
        return None;
    }
    let look = || environment::exercise().and_then(|folder| unseen::look_in(&folder.join("src")));
    UNSEEN.get_or_init(look).as_ref().map(|unseen| unseen.report(check))
}
