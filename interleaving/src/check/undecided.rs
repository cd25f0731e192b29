//! What is said of a check that no execution could decide: no counterexample, but the last place seen.

use std::panic::Location;

use super::Check;
use super::worker::Lost;
use crate::report::{CheckReport, CheckVerdict, Failure, FailureKind, Place};

/// The report on a check whose exploration was lost.
pub(super) fn report(check: &Check, lost: Lost) -> CheckReport {
    let (verdict, coverage, failure) = match lost {
        Lost::Differs { step } => (CheckVerdict::Inconclusive, vec![differs(step)], None),
        Lost::Hung { thread, at } => (CheckVerdict::Hangs, Vec::new(), Some(hung(thread, at))),
        Lost::Asleep { thread, at } => (CheckVerdict::Inconclusive, Vec::new(), Some(asleep(thread, at))),
        Lost::Broken(text) => {
            (CheckVerdict::InternalError, vec![format!("the checker failed: {text}")], None)
        }
    };
    CheckReport { check: check.name.clone(), verdict, executions: 0, coverage, failure, first_failure: None }
}

/// Two executions of the same schedule differ, in the repeatable mode too.
fn differs(step: usize) -> String {
    format!("not repeatable: two executions of the same schedule differ at step {}", step + 1)
}

/// Where a thread was last seen.
type At = Option<&'static Location<'static>>;

/// A thread computes for ever.
fn hung(thread: usize, at: At) -> Failure {
    let (who, after) = (last_seen(thread), after(at));
    let message = format!(
        "{who} computes for ever{after}: a loop that touches nothing shared cannot end, and what is std's is \
         not seen here"
    );
    let found = "2 seconds of CPU time without a step".to_owned();
    Failure::without_schedule(FailureKind::Hangs, message, found, place(at))
}

/// A thread sleeps in something that is not the library's.
fn asleep(thread: usize, at: At) -> Failure {
    let (who, after) = (last_seen(thread), after(at));
    let message = format!(
        "{who} waits for something that the check cannot see{after}: use the locks, channels and sleeps of \
         `interleaving` instead of std's, and no input"
    );
    let found = "5 seconds of sleep without a step".to_owned();
    Failure::without_schedule(FailureKind::Misuse, message, found, place(at))
}

fn last_seen(thread: usize) -> String {
    if thread == 0 { "main".to_owned() } else { format!("P{thread}") }
}

fn after(at: At) -> String {
    at.map_or_else(String::new, |at| format!(", after its last step at {{p:{}:{}}}", at.file(), at.line()))
}

fn place(at: At) -> Option<Place> {
    at.map(|at| Place { file: at.file().to_owned(), line: at.line(), column: at.column() })
}
