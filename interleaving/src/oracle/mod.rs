//! How schedules are chosen: systematically, at random, or from a replay token.

pub(crate) mod bench;
pub(crate) mod bounded;
pub(crate) mod budget;
mod dependence;
pub(crate) mod guided;
pub(crate) mod in_turn;
pub(crate) mod kinds;
pub(crate) mod loom;
mod pos;
pub(crate) mod reduced;
pub(crate) mod sampled;
#[cfg(test)]
mod soundness;
pub(crate) mod worker;

use crate::run::world::{Ended, World, bit};
use crate::spec::Tid;

/// A schedule: the thread of each step. Steps that need no choice are not in it.
pub(crate) type Schedule = Vec<Tid>;

/// The schedule of the execution that has just ended. Where only the body's own thread could go on,
/// nothing was chosen, and so nothing is noted; nor are the steps of a thread that unwinds.
pub(crate) fn schedule(world: &World) -> Schedule {
    world.events.iter().filter(|event| event.enabled > 1).map(|event| event.thread).collect()
}

/// What a check wants of its executions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// Every one ends well.
    Always,
    /// Nothing: all are wanted, however they end (to compare searches).
    #[cfg(test)]
    Everything,
    /// Some one ends well; the others may wait for ever, but not panic.
    Possible,
}

impl Goal {
    /// Takes in how an execution ended; says whether to go on.
    fn judge(self, failed: Option<Found>, found: &mut Option<Found>, reached: &mut bool) -> bool {
        match (self, failed) {
            #[cfg(test)]
            (Self::Everything, _) => true,
            (Self::Always, None) => true,
            (Self::Possible, None) => {
                *reached = true;
                false
            }
            (Self::Possible, Some(new)) if matches!(new.ended, Ended::Deadlock | Ended::NeverFinishes) => {
                found.get_or_insert(new);
                true
            }
            (_, Some(new)) => {
                *found = Some(new);
                false
            }
        }
    }
}

/// A failing execution, as an oracle hands it over.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) ended: Ended,
    pub(crate) schedule: Schedule,
    /// The numbers drawn for choices that are not threads, in order.
    pub(crate) numbers: Vec<u64>,
    /// Counted from 1.
    pub(crate) execution: u64,
}

/// How far an oracle came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) executions: u64,
    /// Executions that passed the step bound and then found an end.
    pub(crate) drifted: u64,
    /// Whether nothing is left to explore.
    pub(crate) exhausted: bool,
}

/// The preemptions of a schedule: steps taken from a thread that could have gone on and did not yield.
pub(crate) fn preemptions(world: &World) -> u32 {
    let mut count = 0;
    for pair in world.events.windows(2) {
        let [former, next] = pair else { continue };
        let could_go_on = next.enabled & bit(former.thread) != 0;
        count += u32::from(next.thread != former.thread && could_go_on && !former.yields());
    }
    count
}
