#![doc = include_str!("../README.md")]

pub mod cell;
pub mod hint;
pub mod sync;
pub mod thread;
pub mod time;

mod check;
pub use check::{
    Actor, Budget, Calls, Check, Ending, Left, Meeting, Outcomes, Search, actor, alone, check, concurrently,
    outcomes, possible, predicts, survives, waits,
};

pub mod harness;
pub mod report;

mod diagnosis;
mod run;
mod search;
mod show;
mod spec;

// SHIM: the old paths, for `check` and `diagnosis`.
#[allow(unused_imports)]
mod oracle {
    pub(crate) use crate::run::goal::Goal;
    pub(crate) use crate::run::schedule::Schedule;
    pub(crate) use crate::search::{Found, loom};

    pub(crate) mod bounded {
        pub(crate) use crate::search::Outcome;
        pub(crate) use crate::search::preemption_bound::PreemptionBound as Bounded;
    }
    pub(crate) mod guided {
        pub(crate) use crate::run::recording::Recording;
        pub(crate) use crate::search::replay::{Replay as Guided, along};
    }
    pub(crate) mod in_turn {
        pub(crate) use crate::search::probes::WithProbes as InTurn;
    }
    pub(crate) mod reduced {
        pub(crate) use crate::search::Outcome;
        pub(crate) use crate::search::reduction::Reduction as Reduced;
    }
    pub(crate) mod sampled {
        pub(crate) use crate::search::pos::search as pos;
        pub(crate) use crate::search::random::search as uniform;
        pub(crate) use crate::search::{Outcome, Sampler, Sampling as Sampled};

        /// `depth` must be [`DEPTH`](crate::search::pct::DEPTH).
        pub(crate) fn pct(
            goal: crate::run::goal::Goal,
            seed: u64,
            _depth: usize,
            executions: u64,
        ) -> (Sampled<impl Sampler + Send>, std::sync::Arc<std::sync::Mutex<Outcome>>) {
            crate::search::pct::search(goal, seed, executions)
        }
    }
}
