//! The outcome of a search: how far it came, and the failure that it found.

use crate::run::goal::Goal;
use crate::run::schedule::{Schedule, schedule};
use crate::run::step::Ended;
use crate::run::world::World;

/// A failing execution.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) ended: Ended,
    pub(crate) schedule: Schedule,
    /// The numbers drawn for choices among other things than threads, in order.
    pub(crate) numbers: Vec<u64>,
    /// Its number in the search, from 1.
    pub(crate) execution: u64,
}

/// How far a search came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) executions: u64,
    /// Executions that passed the step bound and then found an end.
    pub(crate) drifted: u64,
    /// Nothing is left to explore.
    pub(crate) exhausted: bool,
}

/// The outcome of a search.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) tally: Tally,
    pub(crate) found: Option<Found>,
    /// An execution ended well under [`Goal::Possible`]; it was the last.
    pub(crate) reached: bool,
    /// Of a systematic search: the step at which a repeated prefix differed.
    pub(crate) differs_at: Option<usize>,
    /// Of a systematic search: some step had more than one thread to choose from.
    pub(crate) contested: bool,
    /// The program is a network of processes.
    pub(crate) network: bool,
    /// Of preemption bounding: all schedules with at most so many preemptions were explored.
    pub(crate) complete_bound: Option<u32>,
    /// Of the reduction: executions that were given up because others cover them.
    pub(crate) redundant: u64,
    /// Of the reduction: it is not sound for this program, or would not end.
    pub(crate) unfit: bool,
}

impl Outcome {
    /// Counts an execution that has ended; returns whether the search goes on.
    pub(super) fn count(&mut self, goal: Goal, world: &World, numbers: &[u64]) -> bool {
        self.tally.executions += 1;
        self.network |= world.processes.is_some();
        if world.events.len() >= world.settings.step_bound {
            self.tally.drifted += 1;
        }
        let failed = world.failure();
        if failed == Some(Ended::Abandoned) {
            return true;
        }
        let found = failed.map(|ended| Found {
            ended,
            schedule: schedule(world),
            numbers: numbers.to_vec(),
            execution: self.tally.executions,
        });
        self.judge(goal, found)
    }

    fn judge(&mut self, goal: Goal, failed: Option<Found>) -> bool {
        match (goal, failed) {
            #[cfg(test)]
            (Goal::Everything, _) => true,
            (Goal::Always, None) => true,
            (Goal::Possible, None) => {
                self.reached = true;
                false
            }
            (Goal::Possible, Some(new)) if matches!(new.ended, Ended::Deadlock | Ended::NeverFinishes) => {
                self.found.get_or_insert(new);
                true
            }
            (_, Some(new)) => {
                self.found = Some(new);
                false
            }
        }
    }
}
