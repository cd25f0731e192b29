//! The searches of a check: their choice, their order, and the coverage of each.

use std::sync::{Arc, Mutex, PoisonError};

use super::account::{Account, Way};
use crate::report::{Coverage, Extent};
use crate::run::goal::Goal;
use crate::search::bench::Bench;
use crate::search::kinds::Search;
use crate::search::preemption_bound::PreemptionBound;
use crate::search::probes::WithProbes;
use crate::search::reduction::Reduction;
use crate::search::worker::Lost;
use crate::search::{Outcome, Sampler, Sampling, pct, pos, random};

/// The random schedules per probe; they run after the probes if those find nothing.
const PROBES: u64 = 16;

/// Runs the searches one after another, until one decides.
pub(super) fn in_turn(bench: &Bench, account: &mut Account) -> Result<(), Lost> {
    let plan = &bench.plan;
    if account.found.is_none() && plan.budget.systematic > 0 {
        // With the locks off, a lock admits every thread, which the reduction does not model.
        if plan.reduction && !plan.settings.locks_off {
            probed(bench, account)?;
            account.searched();
        }
        let passes = account.found.is_none() || plan.goal == Goal::Possible;
        let decided = account.exhausted && passes || account.reached;
        let decided = decided || account.network;
        if !decided && account.differs_at.is_none() {
            systematic(bench, account)?;
            account.searched();
        }
    }
    if account.differs_at.is_some() {
        return Ok(());
    }
    let undecided = account.found.is_none() || plan.goal == Goal::Possible;
    if undecided && !account.exhausted && !account.reached {
        sample_all(bench, account)?;
        account.searched();
    }
    Ok(())
}

/// Runs one search by itself.
pub(super) fn alone(bench: &Bench, search: Search, account: &mut Account) -> Result<(), Lost> {
    let (goal, seed, count) = (bench.plan.goal, bench.plan.seed, bench.plan.budget.random);
    let outcome = match search {
        Search::Reduction => return reduced(bench, account),
        Search::Preemptions => return systematic(bench, account),
        Search::Uniform => sample(bench, random::search(goal, seed, count))?,
        Search::Pct => sample(bench, pct::search(goal, seed, count))?,
        Search::Pos => sample(bench, pos::search(goal, seed, count))?,
    };
    let schedules = outcome.tally.executions;
    account.coverage.push(Coverage::Random { schedules, searches: vec![search.name().to_owned()], seed });
    account.sampled(outcome);
    Ok(())
}

fn sample<S: Sampler + Send>(
    bench: &Bench,
    (oracle, outcome): (Sampling<S>, Arc<Mutex<Outcome>>),
) -> Result<Outcome, Lost> {
    bench.explore(oracle)?;
    Ok(take(&outcome))
}

fn take(outcome: &Mutex<Outcome>) -> Outcome {
    std::mem::take(&mut *outcome.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Explores one of all schedules that differ only in the order of independent steps, with probes in between.
/// [`systematic`] then searches for the same failure with the fewest preemptions; the one found here counts only
/// if that search finds none.
fn probed(bench: &Bench, account: &mut Account) -> Result<(), Lost> {
    let plan = &bench.plan;
    let (mut search, outcome) = Reduction::new(plan.goal, plan.budget.systematic);
    search.share();
    let (probes, sampled) = pos::search(plan.goal, plan.seed, plan.budget.random.div_ceil(PROBES));
    bench.explore(WithProbes::new(search, probes))?;
    let probes = take(&sampled);
    sum_up_reduction(take(&outcome), &probes, account);
    account.sampled(probes);
    Ok(())
}

/// Runs the reduction by itself.
fn reduced(bench: &Bench, account: &mut Account) -> Result<(), Lost> {
    let (oracle, outcome) = Reduction::new(bench.plan.goal, bench.plan.budget.systematic);
    bench.explore(oracle)?;
    sum_up_reduction(take(&outcome), &Outcome::default(), account);
    Ok(())
}

/// Sums up a reduction and the probes that ran beside it.
fn sum_up_reduction(outcome: Outcome, probes: &Outcome, account: &mut Account) {
    account.executions += outcome.tally.executions + outcome.redundant;
    account.differs_at = outcome.differs_at;
    account.reached = outcome.reached;
    account.exhausted = outcome.tally.exhausted;
    account.network = outcome.network;
    let schedules = outcome.tally.executions;
    if outcome.reached || probes.reached {
        account.coverage.push(Coverage::Shown { executions: schedules + probes.tally.executions });
    } else if outcome.tally.exhausted {
        account.coverage.push(match outcome.contested {
            true if outcome.network => Coverage::Deliveries { orders: schedules },
            true => Coverage::Distinct { schedules },
            false => Coverage::OnlySchedule,
        });
    }
    account.found = outcome.found.map(|found| (found, Way::Reduced));
}

/// Searches by the number of preemptions, the fewest first.
fn systematic(bench: &Bench, account: &mut Account) -> Result<(), Lost> {
    let plan = &bench.plan;
    let (oracle, outcome) = PreemptionBound::new(plan.goal, plan.budget.systematic, plan.budget.preemptions);
    bench.explore(oracle)?;
    let outcome = take(&outcome);
    let tally = outcome.tally;
    account.executions += tally.executions;
    account.reached = outcome.reached;
    account.complete_bound = outcome.complete_bound;
    account.differs_at = outcome.differs_at;
    if let Some(found) = outcome.found {
        account.found = Some((found, Way::Systematic));
    }
    account.exhausted = tally.exhausted;
    let schedules = tally.executions;
    let bounded = |extent| Coverage::Preemptions {
        schedules,
        extent,
        drifted: tally.drifted,
        step_bound: plan.settings.step_bound as u64,
    };
    account.coverage.push(match outcome.complete_bound {
        _ if outcome.reached => Coverage::Shown { executions: schedules },
        _ if tally.exhausted && !outcome.contested => Coverage::OnlySchedule,
        _ if tally.exhausted => bounded(Extent::All),
        Some(bound) => bounded(Extent::UpTo(bound)),
        None => bounded(Extent::Part),
    });
    Ok(())
}

/// Samples uniformly, by PCT and by POS, until one search finds something.
fn sample_all(bench: &Bench, account: &mut Account) -> Result<(), Lost> {
    let (goal, seed, count) = (bench.plan.goal, bench.plan.seed, bench.plan.budget.random);
    if count == 0 {
        return Ok(());
    }
    let decided = |account: &Account| account.reached || goal == Goal::Always && account.found.is_some();
    let half = count.div_ceil(2);
    account.sampled(sample(bench, random::search(goal, seed, count))?);
    if decided(account) {
        return Ok(());
    }
    account.sampled(sample(bench, pct::search(goal, seed, half))?);
    if decided(account) {
        return Ok(());
    }
    // If the reduction ran, its probes were the first of these schedules.
    account.sampled(sample(bench, pos::search(goal, seed, half))?);
    let searches = [Search::Uniform, Search::Pct, Search::Pos].map(|search| search.name().to_owned());
    let schedules = count + 2 * half;
    account.coverage.push(Coverage::Random { schedules, searches: searches.to_vec(), seed });
    Ok(())
}
