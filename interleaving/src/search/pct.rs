//! Probabilistic concurrency testing (Burckhardt et al., "A randomized scheduler with probabilistic
//! guarantees of finding bugs", ASPLOS 2010).
//!
//! Threads run by random priorities that change at a few random steps. A bug that takes [`DEPTH`] ordering
//! constraints is found with a known probability.

use shuttle_schedulers::PctScheduler;

use super::sampler::{Sampling, WithOutcome};
use super::shuttle::Shuttle;
use crate::run::goal::Goal;

/// The ordering constraints of the deepest bug that is found with a known probability.
pub(crate) const DEPTH: usize = 3;

/// `executions` schedules of depth [`DEPTH`].
pub(crate) fn search(goal: Goal, seed: u64, executions: u64) -> WithOutcome<Shuttle<PctScheduler>> {
    Sampling::new(goal, Shuttle::new(PctScheduler::new_from_seed(seed, DEPTH, executions as usize)))
}
