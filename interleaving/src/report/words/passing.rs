//! The nearest schedule that passes, in words.

use crate::report::message::{say, thread};
use crate::report::{Message, Passing};

/// The step at which it leaves the failing schedule.
pub(super) fn headline(passing: &Passing) -> Message {
    let Passing { at, failing, instead, .. } = passing;
    if failing == instead {
        // Of a network: both are steps of one process.
        return say!["at ", *at, " something else comes first at ", thread(*failing), ", and nothing fails"];
    }
    say!["at ", *at, " ", thread(*instead), " goes on instead of ", thread(*failing), ", and nothing fails"]
}
