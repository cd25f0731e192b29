//! How schedules are chosen: systematically, at random, or from a replay token.

pub(crate) mod bounded;
mod dependence;
pub(crate) mod guided;
pub(crate) mod in_turn;
pub(crate) mod loom;
mod pos;
pub(crate) mod reduced;
pub(crate) mod sampled;
#[cfg(test)]
mod soundness;

pub(crate) use crate::run::goal::Goal;
pub(crate) use crate::run::schedule::{Schedule, schedule};
use crate::run::step::Ended;

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
