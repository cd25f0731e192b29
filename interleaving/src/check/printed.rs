//! What the program prints in the schedule that is told, for who looks at it again: above the table stands all
//! that it printed in any schedule, this last.

use std::sync::Arc;

use super::Check;
use super::judge::Body;
use super::shrink::{self, Smallest};
use super::worker::{self, Lost};

/// What stands between the output of all other schedules and that of the told one.
const HERE: &str = "--- printed in the schedule of the table:";

/// Runs the told schedule once more, the last of all. One that goes on for ever would print for ever.
pub(super) fn again(check: &Check, body: &Body, told: &Smallest) -> Result<(), Lost> {
    if told.repeats.is_some() {
        return Ok(());
    }
    crate::harness::print(HERE);
    let (settings, body) = (check.settings.clone(), Arc::clone(body));
    let (schedule, numbers) = (told.recording.schedule.clone(), told.numbers.clone());
    let replay = move || shrink::replay(&settings, &body, schedule, &numbers, false);
    worker::run(&check.settings.progress, replay).map(|_| ())
}
