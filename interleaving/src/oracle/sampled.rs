//! Random schedules: shuttle's uniform and PCT schedulers, seeded.

use std::sync::{Arc, Mutex, PoisonError};

use shuttle_engine::runtime::task::{Task, TaskId};
use shuttle_engine::scheduler::Scheduler;
use shuttle_schedulers::{PctScheduler, RandomScheduler};

use super::{Found, Goal, Tally, schedule};
use crate::run::explorer::Oracle;
use crate::run::world::{Ended, World};
use crate::spec::Tid;

/// What sampling found.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) tally: Tally,
    pub(crate) found: Option<Found>,
    /// Whether an execution reached what was to be possible; it was the last.
    pub(crate) reached: bool,
}

/// One of shuttle's schedulers as an oracle.
pub(crate) struct Sampled<S> {
    goal: Goal,
    scheduler: S,
    numbers: Vec<u64>,
    outcome: Arc<Mutex<Outcome>>,
}

/// `executions` uniformly random schedules.
pub(crate) fn uniform(
    goal: Goal,
    seed: u64,
    executions: u64,
) -> (Sampled<RandomScheduler>, Arc<Mutex<Outcome>>) {
    sampled(goal, RandomScheduler::new_from_seed(seed, executions as usize))
}

/// `executions` schedules of probabilistic concurrency testing, which finds a bug that takes `depth`
/// ordering constraints with a known probability (Burckhardt et al., ASPLOS 2010).
pub(crate) fn pct(
    goal: Goal,
    seed: u64,
    depth: usize,
    executions: u64,
) -> (Sampled<PctScheduler>, Arc<Mutex<Outcome>>) {
    sampled(goal, PctScheduler::new_from_seed(seed, depth, executions as usize))
}

fn sampled<S>(goal: Goal, scheduler: S) -> (Sampled<S>, Arc<Mutex<Outcome>>) {
    let outcome = Arc::new(Mutex::new(Outcome::default()));
    (Sampled { goal, scheduler, numbers: Vec::new(), outcome: Arc::clone(&outcome) }, outcome)
}

impl<S: Scheduler + 'static> Oracle for Sampled<S> {
    fn begin(&mut self) -> bool {
        self.numbers.clear();
        self.scheduler.new_execution().is_some()
    }

    fn choose(&mut self, world: &World, enabled: &[&Task]) -> Option<Tid> {
        let current = world.events.last().map(|event| TaskId::from(event.thread));
        self.scheduler.next_task(enabled, current, world.yielded).map(usize::from)
    }

    fn number(&mut self) -> u64 {
        let number = self.scheduler.next_u64();
        self.numbers.push(number % crate::run::explorer::ways() as u64);
        number
    }

    fn end(&mut self, world: &mut World) -> bool {
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        outcome.tally.executions += 1;
        if world.events.len() >= world.settings.step_bound {
            outcome.tally.drifted += 1;
        }
        let failed = world.failure();
        if failed == Some(Ended::Abandoned) {
            return true;
        }
        let found = failed.map(|ended| Found {
            ended,
            schedule: schedule(world),
            numbers: self.numbers.clone(),
            execution: outcome.tally.executions,
        });
        let outcome = &mut *outcome;
        self.goal.judge(found, &mut outcome.found, &mut outcome.reached)
    }
}
