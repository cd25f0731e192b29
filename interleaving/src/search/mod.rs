//! The searches: how a check's schedules are chosen, each by its name in the literature.
//!
//! A search is an [`Oracle`](crate::run::explorer::Oracle) for the explorer, and leaves an [`Outcome`]; only
//! loom searches by itself.

// Shared by several searches.
mod dependence;
mod fingerprint;
mod outcome;
mod sampler;
mod shuttle;
mod split_mix;

// Systematic.
pub(crate) mod loom;
pub(crate) mod preemption_bound;
pub(crate) mod reduction;

// At random.
pub(crate) mod pct;
pub(crate) mod pos;
pub(crate) mod random;
pub(crate) mod witness;

// Both in turn, and one given schedule.
pub(crate) mod probes;
pub(crate) mod replay;

// The program under a check, and the thread that runs a search over it.
pub(crate) mod bench;
pub(crate) mod budget;
pub(crate) mod kinds;
pub(crate) mod worker;

#[cfg(test)]
mod soundness_tests;

pub(crate) use outcome::{Found, Outcome};
pub(crate) use sampler::{Sampler, Sampling};
