//! Partial order sampling (Yuan, Yang and Gu, "Partial Order Aware Concurrency Sampling", CAV 2018).
//!
//! Each pending operation has a random priority, and the highest goes next. An operation that depends on
//! the one just done draws again, so that each order of two dependent operations has its own chance.

use super::dependence::{Operation, Table};
use super::sampler::{Sampler, Sampling, WithOutcome};
use super::split_mix::SplitMix;
use crate::run::goal::Goal;
use crate::run::step::Pending;
use crate::run::world::World;
use crate::spec::Tid;

/// `executions` schedules of partial order sampling.
pub(crate) fn search(goal: Goal, seed: u64, executions: u64) -> WithOutcome<Pos> {
    Sampling::new(goal, Pos::new(seed, executions))
}

/// The priorities of the pending operations.
pub(crate) struct Pos {
    random: SplitMix,
    left: u64,
    /// By thread; `None` if it has yet to be drawn.
    priorities: Vec<Option<u64>>,
}

impl Pos {
    pub(super) fn new(seed: u64, executions: u64) -> Self {
        Self { random: SplitMix(seed), left: executions, priorities: Vec::new() }
    }

    fn priority(&mut self, thread: Tid) -> u64 {
        if self.priorities.len() <= thread {
            self.priorities.resize(thread + 1, None);
        }
        *self.priorities[thread].get_or_insert_with(|| self.random.next())
    }

    /// The operation of `chosen` is done now: its thread, and each whose operation depends on it, draws
    /// again.
    fn done(&mut self, world: &World, chosen: Tid) {
        let operation = |pending: &Pending| Operation::pending(pending);
        let (table, done) = (Table::default(), world.threads[chosen].pending.as_ref().map(operation));
        for (thread, priority) in self.priorities.iter_mut().enumerate() {
            let pending = world.threads.get(thread).and_then(|slot| slot.pending.as_ref()).map(operation);
            let depends =
                done.as_ref().zip(pending.as_ref()).is_some_and(|(done, other)| table.dependent(done, other));
            if thread == chosen || depends {
                *priority = None;
            }
        }
    }
}

impl Sampler for Pos {
    fn begin(&mut self) -> bool {
        self.priorities.clear();
        let left = self.left.checked_sub(1);
        self.left = left.unwrap_or(0);
        left.is_some()
    }

    fn choose(&mut self, world: &World, enabled: &[Tid]) -> Option<Tid> {
        // A thread that yielded goes only if no other can.
        let yielded = world.events.last().filter(|_| world.yielded).map(|event| event.thread);
        let threads = enabled.iter().copied();
        let others: Vec<Tid> = threads.clone().filter(|&thread| Some(thread) != yielded).collect();
        let candidates = if others.is_empty() { threads.collect() } else { others };
        let chosen = candidates.into_iter().max_by_key(|&thread| self.priority(thread))?;
        self.done(world, chosen);
        Some(chosen)
    }

    fn number(&mut self) -> u64 {
        self.random.next()
    }
}
