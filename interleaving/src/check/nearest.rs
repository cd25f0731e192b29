//! The nearest schedule that passes, for who looks at a failing one again.

use std::sync::Arc;

use super::judge::Body;
use super::shrink::Smallest;
use super::worker::{self, Lost};
use super::{Check, counterexample, shrink};
use crate::oracle::Schedule;
use crate::oracle::guided::Recording;
use crate::report::Failure;
use crate::run::world::{Settings, bit};
use crate::spec::Tid;

/// Replays that the search may use.
const MOST_REPLAYS: usize = 300;

/// Somebody else goes on at one event, and then all is well.
pub(super) struct Nearest {
    pub(super) recording: Recording,
    /// The event of the failing execution, and who goes on instead of its thread.
    pub(super) event: usize,
    pub(super) instead: Tid,
}

/// The schedule that passes after the longest common beginning with the failing one, told with the steps in
/// which it differs; `None` if none was found, or if passing is not the point.
pub(super) fn told(check: &Check, body: &Body, failing: &Smallest) -> Result<Option<Box<Failure>>, Lost> {
    let (settings, shared) = (check.settings.clone(), Arc::clone(body));
    let schedules = departures(&failing.recording);
    let numbers = failing.numbers.clone();
    let search = move || passing(&settings, &shared, schedules, &numbers);
    let nearest = worker::run(&check.settings.progress, search)?;
    Ok(nearest.map(|nearest| Box::new(counterexample::tell_passing(check, &failing.recording, &nearest))))
}

/// A schedule to try: where it leaves the failing one, and who goes on there.
struct Departure {
    event: usize,
    instead: Tid,
    schedule: Schedule,
}

/// All schedules that leave the failing one once, the latest first.
fn departures(failing: &Recording) -> Vec<Departure> {
    let chosen = failing.events.iter().enumerate().filter(|(_, event)| event.enabled > 1);
    let mut departures = Vec::new();
    for (at, (event, taken)) in chosen.enumerate() {
        let others = (0..failing.threads.len()).filter(|&thread| taken.enabled & bit(thread) != 0);
        for instead in others.filter(|&thread| thread != taken.thread) {
            let schedule = failing.schedule[..at].iter().copied().chain([instead]).collect();
            departures.push(Departure { event, instead, schedule });
        }
    }
    departures.reverse();
    departures.truncate(MOST_REPLAYS);
    departures
}

fn passing(settings: &Settings, body: &Body, departures: Vec<Departure>, numbers: &[u64]) -> Option<Nearest> {
    departures.into_iter().find_map(|Departure { event, instead, schedule }| {
        let recording = shrink::replay(settings, body, schedule, numbers, true)?;
        let passes = recording.ended.is_none() && recording.departed_at.is_none();
        passes.then_some(Nearest { recording, event, instead })
    })
}
