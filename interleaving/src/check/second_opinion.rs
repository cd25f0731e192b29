//! loom's opinion of a check: when it is asked, what of it is believed, and how it is told.
//!
//! What it passes counts, and the races it finds. It does not model `SeqCst` accesses exactly, so what
//! else it finds in a program that makes some does not count. A program without atomics means the same
//! to loom and to the systematic search: if they disagree, one of them is wrong, and nobody is judged.

use std::sync::Arc;

use super::judge::{Body, Way, thousands};
use super::shrink::Smallest;
use super::worker::{self, Lost};
use super::{Check, counterexample, shrink, token};
use crate::oracle::Goal;
use crate::oracle::guided::Recording;
use crate::oracle::loom;
use crate::report::{CheckReport, CheckVerdict, Diagnosis, Failure};
use crate::run::loom::Ran;
use crate::run::world::{Ended, Event};

/// Asks loom, if the check wants that or is small, and adds what it says to `report`; whether it found
/// nothing wrong.
pub(super) fn ask(
    check: &Check,
    body: &Body,
    report: &mut CheckReport,
    exhausted: bool,
) -> Result<bool, Lost> {
    if report.verdict != CheckVerdict::Passed || check.goal != Goal::Always || check.budget.loom == 0 {
        return Ok(false);
    }
    let cannot = cannot(check);
    match (check.loom, cannot) {
        (Some(false), _) | (None, Some(_)) => return Ok(false),
        (None, None) if !exhausted || report.executions < 2 => return Ok(false),
        (Some(true), Some(reason)) => {
            report.coverage.push(format!("cannot check with loom: {reason}"));
            return Ok(false);
        }
        _ => {}
    }
    let ran = explored(check, body)?;
    report.executions += ran.executions;
    match (&ran.limit, &ran.failed) {
        (Some(limit), _) => {
            report.coverage.push(format!("cannot check with loom: {}", limit.reason()));
            Ok(false)
        }
        (None, None) => {
            report.coverage.push(passed(&ran));
            Ok(true)
        }
        (None, Some(ended)) => {
            disagree(check, body, report, exhausted, &ran, ended)?;
            Ok(false)
        }
    }
}

/// Of a program whose atomics, if it has any, are all `SeqCst` loom knows nothing that the systematic search
/// does not: there it repeats what has been explored, as an independent opinion, and a part of the budget is
/// enough.
const PART: u64 = 16;

fn explored(check: &Check, body: &Body) -> Result<Ran, Lost> {
    let explore = |budget| {
        let (settings, shared) = (check.settings.clone(), Arc::clone(body));
        worker::run(&check.settings.progress, move || loom::explore(&settings, budget, &shared))
    };
    let budget = check.budget.loom;
    let ran = explore(budget.div_ceil(PART))?;
    let undecided = ran.failed.is_none() && ran.limit.is_none() && !ran.exhausted;
    if undecided && ran.weak { explore(budget) } else { Ok(ran) }
}

/// Why a check is not for loom, whatever its program.
fn cannot(check: &Check) -> Option<&'static str> {
    if check.settings.may_panic {
        Some("threads may panic")
    } else if check.settings.spurious {
        Some("it wakes nobody unasked")
    } else if check.settings.overtaking {
        Some("its messages do not overtake each other")
    } else if check.settings.locks_off {
        Some("the locks are off")
    } else if check.settings.any_end.is_some() || check.settings.leaks {
        Some("threads may wait for ever")
    } else if check.settings.repeatable {
        Some("the program depends on addresses or hash seeds")
    } else {
        None
    }
}

fn passed(ran: &Ran) -> String {
    let count = thousands(ran.executions);
    let cut = match ran.cut {
        0 => String::new(),
        cut => format!(", {} of them up to where only spinning threads were left", thousands(cut)),
    };
    match (ran.exhausted, ran.executions) {
        (true, 1) => format!("loom: the only execution{cut}"),
        (true, _) => format!("loom: all {count} executions{cut}"),
        (false, _) => format!("loom: {count} executions, no failure{cut}"),
    }
}

/// What a failure that only loom found is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Belief {
    Counts,
    TooWeak,
    Doubtful,
    Contradiction,
}

fn belief(ran: &Ran, ended: &Ended, exhausted: bool, stale: bool) -> Belief {
    match ended {
        Ended::DataRace { .. } | Ended::Misuse(_) => Belief::Counts,
        _ if !ran.atomics && exhausted => Belief::Contradiction,
        _ if !ran.atomics => Belief::Counts,
        _ if ran.seq_cst => Belief::Doubtful,
        _ if exhausted || stale => Belief::TooWeak,
        _ => Belief::Counts,
    }
}

fn disagree(
    check: &Check,
    body: &Body,
    report: &mut CheckReport,
    exhausted: bool,
    ran: &Ran,
    ended: &Ended,
) -> Result<(), Lost> {
    let count = thousands(ran.executions);
    if belief(ran, ended, exhausted, true) == Belief::Doubtful {
        let sentence = format!(
            "loom: fails in execution {count}, which does not count, for it does not model SeqCst accesses"
        );
        report.coverage.push(sentence);
        return Ok(());
    }
    let recording = recorded(check, body, ran.executions)?;
    if recording.ended.as_ref().map(std::mem::discriminant) != Some(std::mem::discriminant(ended)) {
        // The same schedule again, and the program does something else.
        return Err(Lost::Differs { step: 0 });
    }
    if belief(ran, ended, exhausted, true) == Belief::Contradiction
        && let Some(step) = differs_at(check, body, &recording)?
    {
        return Err(Lost::Differs { step });
    }
    let mut failure = told(check, recording, ran.executions);
    failure.found = format!("found in loom's execution {count}");
    let stale = failure.rows.iter().any(|row| row.text.contains("(stale: "));
    report.verdict = CheckVerdict::Failed;
    match belief(ran, ended, exhausted, stale) {
        Belief::TooWeak => failure.diagnosis = Some(too_weak(exhausted)),
        Belief::Contradiction => {
            report.verdict = CheckVerdict::InternalError;
            report.coverage.push(format!(
                "the checker contradicts itself: no schedule fails, and loom's execution {count} does ({})",
                failure.message
            ));
        }
        Belief::Counts | Belief::Doubtful => {}
    }
    report.failure = Some(failure);
    Ok(())
}

/// Where the program, led along loom's execution by the explorer, does something else than it did there:
/// then it does not do the same twice, and that is no contradiction. Fails it there as well, it did not do so
/// when all its schedules were explored.
fn differs_at(check: &Check, body: &Body, loom: &Recording) -> Result<Option<usize>, Lost> {
    let (settings, shared, schedule) = (check.settings.clone(), Arc::clone(body), loom.schedule.clone());
    let replay = move || shrink::replay(&settings, &shared, schedule, &[], true);
    let Some(own) = worker::run(&check.settings.progress, replay)? else { return Ok(None) };
    let what = |event: &Event| (event.thread, event.action, event.object);
    let common =
        own.events.iter().zip(&loom.events).take_while(|(one, other)| what(one) == what(other)).count();
    let differs = own.ended.is_some() || common < own.events.len().min(loom.events.len());
    Ok(differs.then_some(common))
}

fn too_weak(exhausted: bool) -> Diagnosis {
    let sentence = if exhausted {
        "passes under sequential consistency, fails under the C11 memory model: an ordering is too weak"
    } else {
        "a thread reads a value that is no longer the newest, as the C11 memory model lets it: an ordering is \
         too weak"
    };
    Diagnosis { name: "ordering too weak".to_owned(), sentence: sentence.to_owned() }
}

fn recorded(check: &Check, body: &Body, execution: u64) -> Result<Recording, Lost> {
    let (settings, shared) = (check.settings.clone(), Arc::clone(body));
    let record = move || loom::record(&settings, execution, &shared);
    Ok(worker::run(&check.settings.progress, record)?.1)
}

/// Repeats one of loom's executions; `None` if it passes.
pub(super) fn replayed(check: &Check, body: &Body, execution: u64) -> Result<Option<Failure>, Lost> {
    let recording = recorded(check, body, execution)?;
    if recording.ended.is_none() {
        crate::harness::tell("replay: this execution passes now; all others follow");
        return Ok(None);
    }
    let mut failure = told(check, recording, execution);
    failure.found = format!("replayed, loom's execution {}", thousands(execution));
    Ok(Some(failure))
}

/// The failure as the explorer's are told, with the numbers of the rows that stale reads name.
fn told(check: &Check, recording: Recording, execution: u64) -> Failure {
    let first = recording.events.iter().position(|event| event.thread != 0).unwrap_or(0);
    let steps = recording.events.len();
    let smallest = Smallest { recording, numbers: Vec::new(), replays: 0, repeats: None };
    let mut failure = counterexample::tell(check, &smallest, Way::Replay, execution, None, &[]);
    failure.replay = token::of_loom(&check.name, execution);
    for row in &mut failure.rows {
        if !row.text.contains("{s") {
            continue;
        }
        for step in 0..steps {
            let number =
                if step < first { "the beginning".to_owned() } else { format!("step {}", step - first + 1) };
            row.text = row.text.replace(&format!("step {{s{step}}}"), &number);
        }
    }
    failure
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEADLOCK: Ended = Ended::Deadlock;

    fn ran(atomics: bool, seq_cst: bool) -> Ran {
        Ran { atomics, seq_cst, ..Ran::default() }
    }

    #[test]
    fn a_race_always_counts() {
        let race = Ended::DataRace { first: 0, second: 1 };
        assert_eq!(belief(&ran(true, true), &race, true, false), Belief::Counts);
    }

    #[test]
    fn a_failure_with_seq_cst_accesses_does_not_count() {
        assert_eq!(belief(&ran(true, true), &DEADLOCK, true, false), Belief::Doubtful);
    }

    #[test]
    fn a_deadlock_of_locks_that_all_schedules_pass_is_a_contradiction() {
        assert_eq!(belief(&ran(false, false), &DEADLOCK, true, false), Belief::Contradiction);
        assert_eq!(belief(&ran(false, false), &DEADLOCK, false, false), Belief::Counts);
    }

    #[test]
    fn what_only_weak_memory_breaks_is_an_ordering() {
        assert_eq!(belief(&ran(true, false), &DEADLOCK, true, false), Belief::TooWeak);
        assert_eq!(belief(&ran(true, false), &DEADLOCK, false, true), Belief::TooWeak);
    }
}
