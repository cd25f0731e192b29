//! Sampling: a fixed number of random schedules, seeded.

use std::sync::{Arc, Mutex, PoisonError};

use super::outcome::Outcome;
use crate::run::explorer::{self, Oracle};
use crate::run::goal::Goal;
use crate::run::world::World;
use crate::spec::Tid;

/// A distribution over schedules.
pub(crate) trait Sampler: 'static {
    /// Begins an execution; `false` if there were enough.
    fn begin(&mut self) -> bool;
    /// One of `enabled`.
    fn choose(&mut self, world: &World, enabled: &[Tid]) -> Option<Tid>;
    /// A number for a choice among other things than threads.
    fn number(&mut self) -> u64;
}

/// A search that samples.
pub(crate) struct Sampling<S> {
    goal: Goal,
    sampler: S,
    numbers: Vec<u64>,
    outcome: Arc<Mutex<Outcome>>,
}

/// A search that samples, and its future outcome.
pub(super) type WithOutcome<S> = (Sampling<S>, Arc<Mutex<Outcome>>);

impl<S> Sampling<S> {
    pub(super) fn new(goal: Goal, sampler: S) -> WithOutcome<S> {
        let outcome = Arc::new(Mutex::new(Outcome::default()));
        (Self { goal, sampler, numbers: Vec::new(), outcome: Arc::clone(&outcome) }, outcome)
    }
}

impl<S: Sampler> Oracle for Sampling<S> {
    fn begin(&mut self) -> bool {
        self.numbers.clear();
        self.sampler.begin()
    }

    fn choose(&mut self, world: &World, enabled: &[Tid]) -> Option<Tid> {
        self.sampler.choose(world, enabled)
    }

    fn number(&mut self) -> u64 {
        let number = self.sampler.number();
        self.numbers.push(number % explorer::ways() as u64);
        number
    }

    fn end(&mut self, world: &mut World) -> bool {
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        outcome.count(self.goal, world, &self.numbers)
    }
}
