//! All that a verdict depends on besides the submitted files: how to explore, and the tools that do it.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// How to examine a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Options {
    /// Where random exploration starts.
    pub(crate) seed: u64,
    pub(crate) budget: Budget,
    /// Every lock, read-write lock and semaphore lets all threads in. `verify` sets it, to see what the stub
    /// earns without its locks.
    #[serde(default)]
    pub(crate) locks_off: bool,
    /// Every test that asserts something is also made a trap, and every trap is run. `verify` sets it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) all_traps: bool,
}

/// How many executions the checks may spend, the fewest first; the library turns the name into numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Budget {
    /// While writing a solution.
    Quick,
    /// The budget that marks are based on.
    #[default]
    Standard,
    /// For a doubt about a verdict.
    Thorough,
}

impl Budget {
    /// The name by which the library knows it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Standard => "standard",
            Self::Thorough => "thorough",
        }
    }
}

/// The tools whose change makes every verdict stale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tools {
    /// The grader's own version.
    pub(crate) grader: String,
    /// The key of the prebuilt dependencies.
    pub(crate) workbench: String,
    /// `rustc -V`.
    pub(crate) compiler: String,
    /// The limits of a test, as text.
    pub(crate) limits: String,
    /// Missing layers of the sandbox that the instructor accepted; empty if none is missing.
    pub(crate) degraded: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_knows_every_budget_by_its_name() {
        for budget in Budget::value_variants() {
            assert!(interleaving::Budget::named(budget.name()).is_some(), "{budget:?}");
        }
    }
}
