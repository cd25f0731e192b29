//! Partial order sampling (Yuan, Yang and Gu, "Partial Order Aware Concurrency Sampling", CAV 2018).
//!
//! Each pending operation has a random priority, and the highest goes next. An operation that depends on
//! the one just done draws again, so that each order of two that matter has its chance by itself.

use super::dependence::{Operation, Table};
use super::sampled::Sampler;
use crate::run::world::{Pending, World};
use crate::spec::Tid;

/// The priorities of what the threads are about to do.
pub(crate) struct Pos {
    random: SplitMix,
    left: u64,
    /// By thread; `None` where it has to be drawn.
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

    /// `chosen` is done now: it, and what depends on it, draws again.
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
        // Who yielded lets somebody else go first, if there is somebody.
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

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): small, seeded, the same everywhere.
pub(super) struct SplitMix(pub(super) u64);

impl SplitMix {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        number ^ (number >> 31)
    }
}
