//! The oracles of a check in their order, and what their outcomes together mean.

use std::sync::{Arc, Mutex, PoisonError};

use super::worker::{self, Lost};
use super::{
    Check, Search, counterexample, lock_order, nearest, printed, second_opinion, shrink, token, undecided,
};
use crate::oracle::bounded::{self, Bounded};
use crate::oracle::in_turn::InTurn;
use crate::oracle::reduced::{self, Reduced};
use crate::oracle::sampled::{Sampled, Sampler};
use crate::oracle::{Found, Goal, guided, sampled};
use crate::report::{CheckReport, CheckVerdict};
use crate::run::explorer::{self, Oracle};

/// The body of a check.
pub(super) type Body = Arc<dyn Fn() + Send + Sync>;

/// What the oracles add up to.
#[derive(Default)]
struct Account {
    executions: u64,
    coverage: Vec<String>,
    reached: bool,
    exhausted: bool,
    /// All schedules with at most so many preemptions pass.
    complete_bound: Option<u32>,
    found: Option<(Found, Way)>,
    /// How many executions it took to find anything.
    first: Option<u64>,
    /// The step at which two executions of the same schedule differed.
    differs_at: Option<usize>,
}

impl Account {
    /// A search has ended, which it does at the first failure.
    fn searched(&mut self) {
        if self.found.is_some() {
            self.first.get_or_insert(self.executions);
        }
    }
}

/// Which oracle found something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The reduction; the failure may have more preemptions than need be.
    Reduced,
    /// Context bounding, by the number of preemptions.
    Systematic,
    Random,
    Replay,
}

/// What was found, and whether nothing is left to explore.
pub(super) struct Judged {
    pub(super) report: CheckReport,
    pub(super) exhausted: bool,
}

/// Explores, and says what was found.
pub(super) fn judge(check: &Check, body: Body) -> Judged {
    let mut check = check.clone();
    let mut outcome = explored(&check, &body);
    if matches!(outcome, Err(Lost::Differs { .. })) {
        check.settings.repeatable = true;
        outcome = explored(&check, &body);
    }
    let check = &check;
    let report = match outcome {
        Ok(mut judged) => {
            if check.settings.repeatable {
                judged.report.coverage.push(REPEATABLE.to_owned());
            }
            return judged;
        }
        Err(lost) => undecided::report(check, lost),
    };
    Judged { report, exhausted: false }
}

/// Said of a check that was explored in the repeatable mode.
const REPEATABLE: &str = "with fixed addresses and hash seeds, since the program depends on them";

fn explored(check: &Check, body: &Body) -> Result<Judged, Lost> {
    let mut account = Account::default();
    let wanted = token::wanted(&check.name);
    if let Some(execution) = wanted.as_ref().and_then(|token| token.loom)
        && let Some(failure) = second_opinion::replayed(check, body, execution)?
    {
        let report = CheckReport {
            check: check.name.clone(),
            verdict: CheckVerdict::Failed,
            executions: execution,
            coverage: Vec::new(),
            failure: Some(failure),
            first_failure: None,
        };
        return Ok(Judged { report, exhausted: false });
    }
    if let Some(replay) = wanted.filter(|token| token.loom.is_none()) {
        account = replayed(check, body, replay)?;
    }
    match check.only {
        Some(search) if account.found.is_none() => alone(check, body, search, &mut account)?,
        Some(_) => {}
        None => in_turn(check, body, &mut account)?,
    }
    if let Some(step) = account.differs_at {
        return Err(Lost::Differs { step });
    }
    let exhausted = account.exhausted;
    let mut report = conclude(check, body, account)?;
    let explored = !report.coverage.is_empty();
    if report.verdict == CheckVerdict::Passed && explored && !exhausted && may_hint(check) {
        report.coverage.extend(lock_order::hint(check, body)?);
    }
    let by_loom = second_opinion::ask(check, body, &mut report, exhausted)?;
    if report.verdict == CheckVerdict::Passed && !explored && !by_loom {
        report.verdict = CheckVerdict::Inconclusive;
        if report.coverage.is_empty() {
            report.coverage.push("too little was explored to say anything".to_owned());
        }
    }
    Ok(Judged { report, exhausted })
}

/// Whether locks in opposite orders would be worth a word.
fn may_hint(check: &Check) -> bool {
    let settings = &check.settings;
    check.goal == Goal::Always && !settings.locks_off && settings.any_end.is_none()
}

/// The searches one after another, until one decides.
fn in_turn(check: &Check, body: &Body, account: &mut Account) -> Result<(), Lost> {
    if account.found.is_none() && check.budget.systematic > 0 {
        // Without locks a free lock is held, which the reduction does not know.
        if check.reduction && !check.settings.locks_off {
            probed(check, body, account)?;
            account.searched();
        }
        let passes = account.found.is_none() || check.goal == Goal::Possible;
        let decided = account.exhausted && passes || account.reached;
        if !decided && account.differs_at.is_none() {
            systematic(check, body, account)?;
            account.searched();
        }
    }
    if account.differs_at.is_some() {
        return Ok(());
    }
    let undecided = account.found.is_none() || check.goal == Goal::Possible;
    if undecided && !account.exhausted && !account.reached {
        random(check, body, account)?;
        account.searched();
    }
    Ok(())
}

/// One search by itself.
fn alone(check: &Check, body: &Body, search: Search, account: &mut Account) -> Result<(), Lost> {
    let (goal, seed, count) = (check.goal, check.seed, check.budget.random);
    let outcome = match search {
        Search::Reduction => return reduced(check, body, account),
        Search::Preemptions => return systematic(check, body, account),
        Search::Uniform => sample(check, body, sampled::uniform(goal, seed, count))?,
        Search::Pct => sample(check, body, sampled::pct(goal, seed, 3, count))?,
        Search::Pos => sample(check, body, sampled::pos(goal, seed, count))?,
    };
    let (executions, search) = (thousands(outcome.tally.executions), format!("{search:?}").to_uppercase());
    account.coverage.push(format!("{executions} random schedules ({search}), seed {seed}"));
    sum_up(account, outcome);
    Ok(())
}

fn sample<S: Sampler + Send>(
    check: &Check,
    body: &Body,
    (oracle, outcome): (Sampled<S>, Arc<Mutex<sampled::Outcome>>),
) -> Result<sampled::Outcome, Lost> {
    run(check, body, oracle)?;
    Ok(take(&outcome))
}

/// Runs an oracle over the body, on a thread of its own.
fn run(check: &Check, body: &Body, oracle: impl Oracle + Send) -> Result<(), Lost> {
    let (settings, body) = (check.settings.clone(), Arc::clone(body));
    worker::run(&check.settings.progress, move || explorer::run(oracle, settings, false, body))
}

fn take<T: Default>(outcome: &Mutex<T>) -> T {
    std::mem::take(&mut *outcome.lock().unwrap_or_else(PoisonError::into_inner))
}

fn replayed(check: &Check, body: &Body, replay: token::Token) -> Result<Account, Lost> {
    let (oracle, recording) = guided::along(replay.schedule.clone(), replay.numbers.clone());
    run(check, body, oracle)?;
    let recording = recording.lock().unwrap_or_else(PoisonError::into_inner).take();
    let mut account = Account { executions: 1, ..Account::default() };
    let Some(recording) = recording else {
        return Ok(account);
    };
    if let Some(step) = recording.departed_at {
        crate::harness::tell(&format!("replay: the program left the token's schedule at step {}", step + 1));
    }
    match recording.ended {
        Some(ended) => {
            let found = Found { ended, schedule: recording.schedule, numbers: replay.numbers, execution: 1 };
            account.found = Some((found, Way::Replay));
        }
        None => crate::harness::tell("replay: this schedule passes now; all others follow"),
    }
    Ok(account)
}

/// Explores one of all schedules that differ only in the order of independent steps, with probes in between.
/// What it finds is left to [`systematic`] to find again with the fewest preemptions; only where that fails
/// does it stand.
fn probed(check: &Check, body: &Body, account: &mut Account) -> Result<(), Lost> {
    let (mut search, outcome) = Reduced::new(check.goal, check.budget.systematic);
    search.share();
    let (probes, sampled) = sampled::pos(check.goal, check.seed, check.budget.random.div_ceil(PROBES));
    run(check, body, InTurn::new(search, probes))?;
    let probes = take(&sampled);
    searched(take(&outcome), &probes, account);
    sum_up(account, probes);
    Ok(())
}

/// One probe for so many of the random schedules that follow where the probes find nothing.
const PROBES: u64 = 16;

/// The reduction by itself.
fn reduced(check: &Check, body: &Body, account: &mut Account) -> Result<(), Lost> {
    let (oracle, outcome) = Reduced::new(check.goal, check.budget.systematic);
    run(check, body, oracle)?;
    searched(take(&outcome), &sampled::Outcome::default(), account);
    Ok(())
}

/// Sums up a reduction that had these probes beside it.
fn searched(outcome: reduced::Outcome, probes: &sampled::Outcome, account: &mut Account) {
    account.executions += outcome.tally.executions + outcome.redundant;
    account.differs_at = outcome.differs_at;
    account.reached = outcome.reached;
    account.exhausted = outcome.tally.exhausted;
    let count = thousands(outcome.tally.executions);
    if outcome.reached || probes.reached {
        let count = thousands(outcome.tally.executions + probes.tally.executions);
        account.coverage.push(format!("a schedule that shows it was found after {count}"));
    } else if outcome.tally.exhausted && !outcome.contested {
        account.coverage.push("the only schedule".to_owned());
    } else if outcome.tally.exhausted {
        account.coverage.push(match outcome.tally.executions {
            1 => "all schedules, which do not differ in what matters".to_owned(),
            _ => format!("all {count} schedules that differ"),
        });
    }
    account.found = outcome.found.map(|found| (found, Way::Reduced));
}

fn systematic(check: &Check, body: &Body, account: &mut Account) -> Result<(), Lost> {
    let (oracle, outcome) = Bounded::new(check.goal, check.budget.systematic, check.budget.preemptions);
    run(check, body, oracle)?;
    let outcome: bounded::Outcome = take(&outcome);
    let tally = outcome.tally;
    account.executions += tally.executions;
    account.reached = outcome.reached;
    account.complete_bound = outcome.complete_bound;
    account.differs_at = outcome.differs_at;
    if let Some(found) = outcome.found {
        account.found = Some((found, Way::Systematic));
    }
    account.exhausted = tally.exhausted;
    let count = thousands(tally.executions);
    let mut sentence = match outcome.complete_bound {
        _ if outcome.reached => format!("a schedule that shows it was found after {count}"),
        _ if tally.exhausted && !outcome.contested => "the only schedule".to_owned(),
        _ if tally.exhausted => format!("all {count} schedules"),
        Some(0) => format!("all schedules without a preemption ({count})"),
        Some(1) => format!("all schedules with at most 1 preemption ({count})"),
        Some(bound) => format!("all schedules with at most {bound} preemptions ({count})"),
        None => format!("{count} schedules without a preemption"),
    };
    if tally.drifted > 0 {
        let (drifted, bound) = (thousands(tally.drifted), thousands(check.settings.step_bound as u64));
        sentence += &format!(", {drifted} of them followed for {bound} steps and then to an end");
    }
    account.coverage.push(sentence);
    Ok(())
}

fn random(check: &Check, body: &Body, account: &mut Account) -> Result<(), Lost> {
    let count = check.budget.random;
    if count == 0 {
        return Ok(());
    }
    sum_up(account, sample(check, body, sampled::uniform(check.goal, check.seed, count))?);
    if account.reached || check.goal == Goal::Always && account.found.is_some() {
        return Ok(());
    }
    let half = count.div_ceil(2);
    sum_up(account, sample(check, body, sampled::pct(check.goal, check.seed, 3, half))?);
    if account.reached || check.goal == Goal::Always && account.found.is_some() {
        return Ok(());
    }
    // The first of these were probes of the reduction, if it was tried.
    sum_up(account, sample(check, body, sampled::pos(check.goal, check.seed, half))?);
    let all = thousands(count + 2 * half);
    account.coverage.push(format!("{all} random schedules (uniform, PCT, POS), seed {}", check.seed));
    Ok(())
}

fn sum_up(account: &mut Account, outcome: sampled::Outcome) {
    account.executions += outcome.tally.executions;
    account.reached |= outcome.reached;
    if let Some(found) = outcome.found
        && (account.found.is_none() || is_panic(&found.ended))
    {
        account.found = Some((found, Way::Random));
    }
}

fn is_panic(ended: &crate::run::world::Ended) -> bool {
    matches!(ended, crate::run::world::Ended::Panic { .. })
}

fn conclude(check: &Check, body: &Body, account: Account) -> Result<CheckReport, Lost> {
    let mut report = CheckReport {
        check: check.name.clone(),
        verdict: CheckVerdict::Passed,
        executions: account.executions,
        coverage: account.coverage,
        failure: None,
        first_failure: None,
    };
    let Some((found, way)) = account.found else {
        return Ok(report);
    };
    if check.goal == Goal::Possible && !is_panic(&found.ended) {
        if account.reached {
            return Ok(report);
        }
        if !account.exhausted {
            report.verdict = CheckVerdict::NotChecked;
            report.coverage.push("no schedule shows it, and not all were explored".to_owned());
            return Ok(report);
        }
    }
    report.verdict = CheckVerdict::Failed;
    report.first_failure = account.first;
    let smallest = shrink::shrink(check, body, &found)?;
    report.executions += smallest.replays;
    let (execution, bound) = (found.execution, account.complete_bound);
    let mut failure = counterexample::tell(check, &smallest, way, execution, bound, &report.coverage);
    if way == Way::Replay && check.goal == Goal::Always {
        failure.nearest = nearest::told(check, body, &smallest)?;
    }
    if way == Way::Replay {
        printed::again(check, body, &smallest)?;
    }
    report.failure = Some(failure);
    Ok(report)
}

/// A count with a comma between thousands.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
