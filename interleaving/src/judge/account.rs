//! The combined result of the searches of one check.

use crate::report::{self, Coverage};
use crate::search::{Found, Outcome};

/// The findings and the coverage of the searches so far.
#[derive(Default)]
pub(super) struct Account {
    pub(super) executions: u64,
    pub(super) coverage: Vec<Coverage>,
    /// A *possible* check found a schedule that ends.
    pub(super) reached: bool,
    pub(super) exhausted: bool,
    /// All schedules with at most this many preemptions pass.
    pub(super) complete_bound: Option<u32>,
    pub(super) found: Option<(Found, Way)>,
    /// The executions up to the end of the search that found the first failure.
    pub(super) first: Option<u64>,
    /// The program is a network of processes: a switch between deliveries is no preemption.
    pub(super) network: bool,
    /// The step at which two executions of the same schedule differed.
    pub(super) differs_at: Option<usize>,
}

impl Account {
    /// Notes the end of a search; a search ends at its first failure.
    pub(super) fn searched(&mut self) {
        if self.found.is_some() {
            self.first.get_or_insert(self.executions);
        }
    }

    /// Adds the result of a random search; a panic replaces the failure found before.
    pub(super) fn sampled(&mut self, outcome: Outcome) {
        self.executions += outcome.tally.executions;
        self.reached |= outcome.reached;
        self.network |= outcome.network;
        if let Some(found) = outcome.found
            && (self.found.is_none() || super::is_panic(&found.ended))
        {
            self.found = Some((found, Way::Random));
        }
    }
}

/// The search that found something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The reduction; the failure may have more preemptions than necessary.
    Reduced,
    /// Context bounding, by the number of preemptions.
    Systematic,
    Random,
    Replay,
}

impl Way {
    /// The form that reports use, for a failure that needs `preemptions` in its smallest form.
    pub(super) fn found(
        self,
        execution: u64,
        preemptions: u32,
        complete_bound: Option<u32>,
    ) -> report::Found {
        // Context bounding reaches a failure only after all schedules with fewer preemptions have passed.
        let fewest = self == Self::Systematic || complete_bound.is_some_and(|bound| bound + 1 >= preemptions);
        match self {
            Self::Systematic | Self::Reduced | Self::Random => {
                let random = self == Self::Random;
                report::Found::Search { random, schedule: execution, preemptions, fewest }
            }
            Self::Replay => report::Found::Replay { preemptions },
        }
    }
}
