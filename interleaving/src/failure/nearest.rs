//! The nearest schedule that passes, for a reader who replays a failing one.

use super::objects::{objects, retained};
use super::rows;
use super::shrink::Smallest;
use crate::facts::Facts;
use crate::report::Passing;
use crate::run::body::Body;
use crate::run::recording::Recording;
use crate::run::schedule::Schedule;
use crate::run::settings::Settings;
use crate::run::step::bit;
use crate::search::bench::{Bench, Plan, replay};
use crate::search::worker::Lost;
use crate::spec::Tid;

/// Replays that the search may use.
const MOST_REPLAYS: usize = 300;

/// A passing execution in which another thread goes on at one event.
struct Nearest {
    recording: Recording,
    /// The event of the failing execution, and the thread that goes on instead of its own.
    event: usize,
    instead: Tid,
}

/// Finds the passing schedule with the longest common beginning with the failing one, with the steps in which it
/// differs; `None` if there is none within the limit.
pub(crate) fn passing(bench: &Bench, failing: &Smallest) -> Result<Option<Passing>, Lost> {
    let schedules = departures(&failing.recording);
    let numbers = failing.numbers.clone();
    let nearest =
        bench.on_worker(move |settings, body| first_to_pass(settings, body, schedules, &numbers))?;
    Ok(nearest.map(|nearest| report(&bench.plan, &failing.recording, &nearest)))
}

/// Reports the schedule from the step at which it leaves the failing one.
fn report(plan: &Plan, failing: &Recording, nearest: &Nearest) -> Passing {
    let of_failing = Facts::new(failing, plan.goal, plan.caller.file(), None);
    let at = of_failing.step(nearest.event);
    let facts = Facts::new(&nearest.recording, plan.goal, plan.caller.file(), None);
    let mut passing = Passing {
        at,
        failing: of_failing.column(failing.events[nearest.event].thread),
        instead: of_failing.column(nearest.instead),
        threads: super::threads(&nearest.recording),
        objects: objects(&nearest.recording),
        rows: rows::rows_from(&facts, nearest.event),
    };
    passing.objects = retained(std::mem::take(&mut passing.objects), &passing.mentioned());
    passing
}

/// A schedule to try: the event at which it leaves the failing one, and the thread that goes on there.
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

fn first_to_pass(
    settings: &Settings,
    body: &Body,
    departures: Vec<Departure>,
    numbers: &[u64],
) -> Option<Nearest> {
    departures.into_iter().find_map(|Departure { event, instead, schedule }| {
        let recording = replay(settings, body, schedule, numbers, true)?;
        let passes = recording.ended.is_none() && recording.departed_at.is_none();
        passes.then_some(Nearest { recording, event, instead })
    })
}
