//! Random schedules, seeded: shuttle's uniform and PCT schedulers, and partial order sampling.

use std::mem::ManuallyDrop;
use std::sync::{Arc, Mutex, PoisonError};

use shuttle_engine::runtime::execution::ExecutionState;
use shuttle_engine::runtime::task::{Task, TaskId};
use shuttle_engine::scheduler::Scheduler;
use shuttle_schedulers::{PctScheduler, RandomScheduler};
use smallvec::SmallVec;

use super::pos::Pos;
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

/// A way of choosing at random.
pub(crate) trait Sampler: 'static {
    /// Begins an execution, or says that there were enough.
    fn begin(&mut self) -> bool;
    /// One of `enabled`.
    fn choose(&mut self, world: &World, enabled: &[Tid]) -> Option<Tid>;
    /// A number for a choice that is not a thread.
    fn number(&mut self) -> u64;
}

/// One of shuttle's schedulers. Never dropped: they print when they are dropped early.
pub(crate) struct Shuttles<S>(ManuallyDrop<S>);

impl<S> Shuttles<S> {
    fn new(scheduler: S) -> Self {
        Self(ManuallyDrop::new(scheduler))
    }
}

impl<S: Scheduler + 'static> Sampler for Shuttles<S> {
    fn begin(&mut self) -> bool {
        self.0.new_execution().is_some()
    }

    fn choose(&mut self, world: &World, enabled: &[Tid]) -> Option<Tid> {
        let current = world.events.last().map(|event| TaskId::from(event.thread));
        let chosen = ExecutionState::with(|state| {
            let tasks: SmallVec<[&Task; 8]> =
                enabled.iter().map(|&thread| state.get(TaskId::from(thread))).collect();
            self.0.next_task(&tasks, current, world.yielded)
        });
        chosen.map(usize::from)
    }

    fn number(&mut self) -> u64 {
        self.0.next_u64()
    }
}

/// A sampler as an oracle.
pub(crate) struct Sampled<S> {
    goal: Goal,
    sampler: S,
    numbers: Vec<u64>,
    outcome: Arc<Mutex<Outcome>>,
}

/// An oracle, and where it leaves what it found.
type WithOutcome<S> = (Sampled<S>, Arc<Mutex<Outcome>>);

/// `executions` uniformly random schedules.
pub(crate) fn uniform(goal: Goal, seed: u64, executions: u64) -> WithOutcome<Shuttles<RandomScheduler>> {
    sampled(goal, Shuttles::new(RandomScheduler::new_from_seed(seed, executions as usize)))
}

/// The depth of bugs that probabilistic concurrency testing looks for.
pub(crate) const PCT_DEPTH: usize = 3;

/// `executions` schedules of probabilistic concurrency testing, which finds a bug that takes `depth`
/// ordering constraints with a known probability (Burckhardt et al., ASPLOS 2010).
pub(crate) fn pct(
    goal: Goal,
    seed: u64,
    depth: usize,
    executions: u64,
) -> WithOutcome<Shuttles<PctScheduler>> {
    sampled(goal, Shuttles::new(PctScheduler::new_from_seed(seed, depth, executions as usize)))
}

/// `executions` schedules of partial order sampling.
pub(crate) fn pos(goal: Goal, seed: u64, executions: u64) -> WithOutcome<Pos> {
    sampled(goal, Pos::new(seed, executions))
}

fn sampled<S>(goal: Goal, sampler: S) -> WithOutcome<S> {
    let outcome = Arc::new(Mutex::new(Outcome::default()));
    (Sampled { goal, sampler, numbers: Vec::new(), outcome: Arc::clone(&outcome) }, outcome)
}

impl<S: Sampler> Oracle for Sampled<S> {
    fn begin(&mut self) -> bool {
        self.numbers.clear();
        self.sampler.begin()
    }

    fn choose(&mut self, world: &World, enabled: &[Tid]) -> Option<Tid> {
        self.sampler.choose(world, enabled)
    }

    fn number(&mut self) -> u64 {
        let number = self.sampler.number();
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
