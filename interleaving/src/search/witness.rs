//! Witness: the first failing execution of random schedules, recorded as it runs. A program that never does the same
//! twice cannot be recorded afterwards.

use std::sync::{Arc, Mutex, PoisonError};

use super::pos::Pos;
use super::sampler::Sampler;
use crate::run::explorer::Oracle;
use crate::run::goal::Goal;
use crate::run::recording::Recording;
use crate::run::step::Ended;
use crate::run::world::World;
use crate::spec::Tid;

/// A failing execution, and its number in the search, from 1.
pub(crate) type Witnessed = Option<(Recording, u64)>;

/// Runs random schedules until one fails, and keeps its recording.
pub(crate) struct Witness {
    goal: Goal,
    sampler: Pos,
    begun: u64,
    kept: Arc<Mutex<Witnessed>>,
}

/// A search of `executions` schedules of partial order sampling, and its future find.
pub(crate) fn search(goal: Goal, seed: u64, executions: u64) -> (Witness, Arc<Mutex<Witnessed>>) {
    let kept = Arc::new(Mutex::new(None));
    (Witness { goal, sampler: Pos::new(seed, executions), begun: 0, kept: Arc::clone(&kept) }, kept)
}

impl Witness {
    fn counts(&self, ended: &Ended) -> bool {
        match self.goal {
            #[cfg(test)]
            Goal::Everything => false,
            Goal::Always => *ended != Ended::Abandoned,
            Goal::Possible => !matches!(ended, Ended::Abandoned | Ended::Deadlock | Ended::NeverFinishes),
        }
    }
}

impl Oracle for Witness {
    fn begin(&mut self) -> bool {
        self.begun += 1;
        self.sampler.begin()
    }

    fn choose(&mut self, world: &World, enabled: &[Tid]) -> Option<Tid> {
        self.sampler.choose(world, enabled)
    }

    fn number(&mut self) -> u64 {
        self.sampler.number()
    }

    fn end(&mut self, world: &mut World) -> bool {
        let fails = world.failure().is_some_and(|ended| self.counts(&ended));
        if fails {
            let witnessed = Some((Recording::take(world), self.begun));
            *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = witnessed;
        }
        !fails
    }
}
