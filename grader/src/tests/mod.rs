//! Shared by the unit tests of several rooms.

pub(crate) mod fake;
pub(crate) mod small_library;

use crate::options::{Budget, Options};

/// The options of most tests.
pub(crate) const OPTIONS: Options =
    Options { seed: 7, budget: Budget::Standard, locks_off: false, all_traps: false };
