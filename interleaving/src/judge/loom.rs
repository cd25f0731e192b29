//! loom's opinion of a check: the conditions for asking, the weight of its findings, and the report on them.
//!
//! Its passes count, and so do the races it finds. It does not model `SeqCst` accesses exactly, so in a program
//! with such accesses its other failures do not count. A program without atomics means the same
//! to loom and to the systematic search: if they disagree, one of them is wrong, and the check has no verdict.

use crate::diagnosis::weak_ordering;
use crate::failure::shrink::Smallest;
use crate::failure::{self, token};
use crate::harness;
use crate::report::headline_of;
use crate::report::{CheckReport, CheckVerdict, Coverage, Failure, Found};
use crate::run::goal::Goal;
use crate::run::loom::Ran;
use crate::run::recording::Recording;
use crate::run::step::{Ended, Event};
use crate::search::bench::{Bench, Plan};
use crate::search::loom;
use crate::search::worker::Lost;

/// Runs loom if the check asks for it or is small, and adds the result to `report`; returns whether loom passed.
pub(super) fn ask(bench: &Bench, report: &mut CheckReport, exhausted: bool) -> Result<bool, Lost> {
    let plan = &bench.plan;
    if report.verdict != CheckVerdict::Passed || plan.goal != Goal::Always || plan.budget.loom == 0 {
        return Ok(false);
    }
    let cannot = cannot(plan);
    match (plan.loom, cannot) {
        (Some(false), _) | (None, Some(_)) => return Ok(false),
        (None, None) if !exhausted || report.executions < 2 => return Ok(false),
        (Some(true), Some(reason)) => {
            report.coverage.push(Coverage::LoomCannot { reason: reason.to_owned() });
            return Ok(false);
        }
        _ => {}
    }
    let ran = explored(bench)?;
    report.executions += ran.executions;
    match (&ran.limit, &ran.failed) {
        (Some(limit), _) => {
            report.coverage.push(Coverage::LoomCannot { reason: limit.reason().to_owned() });
            Ok(false)
        }
        (None, None) => {
            let Ran { executions, exhausted, cut, .. } = ran;
            report.coverage.push(Coverage::Loom { executions, exhausted, cut });
            Ok(true)
        }
        (None, Some(ended)) => {
            disagree(bench, report, exhausted, &ran, ended)?;
            Ok(false)
        }
    }
}

/// Divides loom's budget if all atomics of a program are `SeqCst`, or it has none: loom then only repeats the
/// systematic search, as an independent opinion.
const PART: u64 = 16;

fn explored(bench: &Bench) -> Result<Ran, Lost> {
    let explore = |budget| bench.on_worker(move |settings, body| loom::explore(settings, budget, body));
    let budget = bench.plan.budget.loom;
    let ran = explore(budget.div_ceil(PART))?;
    let undecided = ran.failed.is_none() && ran.limit.is_none() && !ran.exhausted;
    if undecided && ran.weak { explore(budget) } else { Ok(ran) }
}

/// The reason why loom cannot run this check, for any program.
fn cannot(plan: &Plan) -> Option<&'static str> {
    let settings = &plan.settings;
    if settings.may_panic {
        Some("threads may panic")
    } else if settings.spurious {
        Some("loom has no spurious wakeups")
    } else if settings.overtaking {
        Some("messages do not overtake each other in loom")
    } else if settings.short_reads || settings.short_writes {
        Some("loom has no short reads and writes")
    } else if settings.locks_off {
        Some("the locks are off")
    } else if settings.any_end.is_some() || settings.leaks {
        Some("threads may wait for ever")
    } else if settings.repeatable {
        Some("the program depends on addresses or hash seeds")
    } else {
        None
    }
}

/// The weight of a failure that only loom found.
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
    bench: &Bench,
    report: &mut CheckReport,
    exhausted: bool,
    ran: &Ran,
    ended: &Ended,
) -> Result<(), Lost> {
    let execution = ran.executions;
    if belief(ran, ended, exhausted, true) == Belief::Doubtful {
        report.coverage.push(Coverage::LoomDoubtful { execution });
        return Ok(());
    }
    let recording = recorded(bench, execution)?;
    if recording.ended.as_ref().map(std::mem::discriminant) != Some(std::mem::discriminant(ended)) {
        // The program behaves differently under the same schedule.
        return Err(Lost::Differs { step: None });
    }
    if belief(ran, ended, exhausted, true) == Belief::Contradiction
        && let Some(step) = differs_at(bench, &recording)?
    {
        return Err(Lost::Differs { step: Some(step) });
    }
    let stale = recording.events.iter().any(|event| event.stale.is_some());
    let mut failure = counterexample(&bench.plan, recording, execution, false);
    report.verdict = CheckVerdict::Failed;
    match belief(ran, ended, exhausted, stale) {
        Belief::TooWeak => failure.diagnosis = Some(weak_ordering(exhausted)),
        Belief::Contradiction => {
            report.verdict = CheckVerdict::InternalError;
            let broken = headline_of(&failure.broken);
            report.coverage.push(Coverage::Contradiction { execution, failure: broken });
        }
        Belief::Counts | Belief::Doubtful => {}
    }
    report.failure = Some(failure);
    Ok(())
}

/// The step at which the program departs from loom's execution when the explorer replays that: the program is
/// then not repeatable, and the disagreement is not a contradiction. A failure in this replay counts as well,
/// because the same schedule passed when all were explored.
fn differs_at(bench: &Bench, loom: &Recording) -> Result<Option<usize>, Lost> {
    let Some(own) = bench.replay(loom.schedule.clone(), Vec::new(), true)? else { return Ok(None) };
    let what = |event: &Event| (event.thread, event.action, event.object);
    let common =
        own.events.iter().zip(&loom.events).take_while(|(one, other)| what(one) == what(other)).count();
    let differs = own.ended.is_some() || common < own.events.len().min(loom.events.len());
    Ok(differs.then_some(common))
}

fn recorded(bench: &Bench, execution: u64) -> Result<Recording, Lost> {
    Ok(bench.on_worker(move |settings, body| loom::record(settings, execution, body))?.1)
}

/// Repeats one of loom's executions; `None` if it passes.
pub(super) fn replayed(bench: &Bench, execution: u64) -> Result<Option<Failure>, Lost> {
    let recording = recorded(bench, execution)?;
    if recording.ended.is_none() {
        harness::say("replay: this execution passes now; all others follow");
        return Ok(None);
    }
    Ok(Some(counterexample(&bench.plan, recording, execution, true)))
}

fn counterexample(plan: &Plan, recording: Recording, execution: u64, replayed: bool) -> Failure {
    let smallest = Smallest { recording, numbers: Vec::new(), replays: 0, repeats: None };
    let found = Found::Loom { execution, replayed };
    failure::counterexample(plan, &smallest, found, token::of_loom(&plan.name, execution))
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
    fn a_failure_under_weak_memory_alone_is_an_ordering() {
        assert_eq!(belief(&ran(true, false), &DEADLOCK, true, false), Belief::TooWeak);
        assert_eq!(belief(&ran(true, false), &DEADLOCK, false, true), Belief::TooWeak);
    }
}
