//! The verdict on a check, from its searches in turn and loom's second opinion.

mod account;
mod loom;
mod replayed;
mod searches;
mod undecided;
mod unrepeatable;

use crate::failure::{self, lock_order, nearest, shrink, token};
use crate::harness;
use crate::report::headline_of;
use crate::report::{self, CheckReport, CheckVerdict, Coverage};
use crate::run::goal::Goal;
use crate::run::payload::Said;
use crate::run::step::Ended;
use crate::search::bench::{Bench, Plan};
use crate::search::worker::Lost;
use account::{Account, Way};

/// The report, and whether all schedules were explored.
pub(crate) struct Judged {
    pub(crate) report: CheckReport,
    pub(crate) exhausted: bool,
}

/// The explorations with fixed addresses and hash keys after which a program that still differs is not repeatable.
const TRIES: usize = 2;

/// Explores, and returns the result. A program that depends on addresses or hash seeds is explored again with
/// fixed ones.
pub(crate) fn judge(bench: &Bench) -> Judged {
    let mut bench = bench.clone();
    let mut outcome = explored(&bench);
    for _ in 0..TRIES {
        if matches!(outcome, Err(Lost::Differs { .. })) {
            bench.plan.settings.repeatable = true;
            outcome = explored(&bench);
        }
    }
    match outcome {
        Ok(mut judged) => {
            if bench.plan.settings.repeatable {
                judged.report.coverage.push(Coverage::Repeatable);
            }
            judged
        }
        Err(Lost::Differs { step }) => {
            let report = unrepeatable::report(&bench, step);
            let report = report.unwrap_or_else(|lost| undecided::report(&bench.plan, lost));
            Judged { report, exhausted: false }
        }
        Err(lost) => Judged { report: undecided::report(&bench.plan, lost), exhausted: false },
    }
}

fn explored(bench: &Bench) -> Result<Judged, Lost> {
    let plan = &bench.plan;
    let mut account = Account::default();
    let wanted = token::wanted(&plan.name);
    if let Some(execution) = wanted.as_ref().and_then(|token| token.loom)
        && let Some(failure) = loom::replayed(bench, execution)?
    {
        let mut report = CheckReport::new(&plan.name, CheckVerdict::Failed);
        (report.executions, report.failure) = (execution, Some(failure));
        return Ok(Judged { report, exhausted: false });
    }
    if let Some(token) = wanted.filter(|token| token.loom.is_none()) {
        account = replayed::replayed(bench, token)?;
    }
    match plan.only {
        Some(search) if account.found.is_none() => searches::alone(bench, search, &mut account)?,
        Some(_) => {}
        None => searches::in_turn(bench, &mut account)?,
    }
    if let Some(step) = account.differs_at {
        return Err(Lost::Differs { step: Some(step) });
    }
    let (exhausted, network) = (account.exhausted, account.network);
    let mut report = conclude(bench, account)?;
    let explored = !report.coverage.is_empty();
    if report.verdict == CheckVerdict::Passed && explored && !exhausted && may_hint(plan) {
        report.coverage.extend(lock_order::hint(bench)?);
    }
    // Processes share no memory: loom has nothing to add.
    let asks = !network || plan.loom == Some(true);
    let by_loom = asks && loom::ask(bench, &mut report, exhausted)?;
    if report.verdict == CheckVerdict::Passed && !explored && !by_loom {
        report.verdict = CheckVerdict::Inconclusive;
        if report.coverage.is_empty() {
            report.coverage.push(Coverage::TooLittle);
        }
    }
    Ok(Judged { report, exhausted })
}

/// Returns whether a hint about locks in opposite orders would help.
fn may_hint(plan: &Plan) -> bool {
    let settings = &plan.settings;
    plan.goal == Goal::Always && !settings.locks_off && settings.any_end.is_none()
}

/// Makes the report from the results of the searches.
fn conclude(bench: &Bench, account: Account) -> Result<CheckReport, Lost> {
    let plan = &bench.plan;
    let mut report = CheckReport::new(&plan.name, CheckVerdict::Passed);
    (report.executions, report.coverage) = (account.executions, account.coverage);
    let Some((found, way)) = account.found else {
        return Ok(report);
    };
    if plan.goal == Goal::Possible && !is_panic(&found.ended) {
        if account.reached {
            return Ok(report);
        }
        if !account.exhausted {
            report.verdict = CheckVerdict::NotChecked;
            report.coverage.push(Coverage::NotShown);
            return Ok(report);
        }
    }
    if plan.demanded {
        harness::broken(&plan.name, &seen(&found.ended));
    }
    report.verdict = CheckVerdict::Failed;
    report.first_failure = account.first;
    let smallest = shrink::shrink(bench, &found)?;
    report.executions += smallest.replays;
    let preemptions = smallest.recording.preemptions;
    let how = match smallest.recording.processes {
        Some(_) if way != Way::Replay => report::Found::Delivery {
            random: way == Way::Random,
            order: found.execution,
            steps: smallest.recording.schedule.len() as u64,
        },
        _ => way.found(found.execution, preemptions, account.complete_bound),
    };
    let replay = token::text(&plan.name, &smallest.recording.schedule, &smallest.numbers);
    let mut failure = failure::counterexample(plan, &smallest, how, replay);
    if failure.kind() == report::FailureKind::NeverMeets {
        failure.found = report::Found::Exploration;
    }
    if way == Way::Replay && plan.goal == Goal::Always {
        failure.nearest = nearest::passing(bench, &smallest)?;
    }
    if way == Way::Replay {
        replayed::print_again(bench, &smallest)?;
    }
    report.failure = Some(failure);
    Ok(report)
}

/// What was seen first, before it is shrunk and told in full.
fn seen(ended: &Ended) -> String {
    match ended {
        Ended::Panic { said: Said::Text(text), .. } => text.clone(),
        Ended::Panic { said: Said::Promise(broken), .. } => headline_of(broken).to_string(),
        _ => "a schedule does not end as it should".to_owned(),
    }
}

fn is_panic(ended: &Ended) -> bool {
    matches!(ended, Ended::Panic { .. })
}
