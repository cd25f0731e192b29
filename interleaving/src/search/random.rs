//! Uniformly random schedules: at each step, each thread that can go on is equally likely.

use shuttle_schedulers::RandomScheduler;

use super::sampler::{Sampling, WithOutcome};
use super::shuttle::Shuttle;
use crate::run::goal::Goal;

/// `executions` uniformly random schedules.
pub(crate) fn search(goal: Goal, seed: u64, executions: u64) -> WithOutcome<Shuttle<RandomScheduler>> {
    Sampling::new(goal, Shuttle::new(RandomScheduler::new_from_seed(seed, executions as usize)))
}
