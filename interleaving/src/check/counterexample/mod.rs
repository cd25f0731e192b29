//! A failing execution as a report: who did what, and why it cannot end well.

mod compact;
mod ending;
mod headline;
mod rows;
mod steps;

use std::panic::Location;

use super::judge::{Way, thousands};
use super::nearest::Nearest;
use super::shrink::Smallest;
use super::{Check, token};
use crate::diagnosis::facts::{Facts, name, takes};
use crate::diagnosis::{self, Pattern};
use crate::oracle::guided::Recording;
use crate::report::{Failure, FailureKind, Object, Place, Thread};
use crate::run::world::Ended;
use crate::spec::Action;

/// Tells the failure of `check` that `smallest` shows. `coverage` is what was explored, for a rule that
/// fails because no schedule shows it.
pub(super) fn tell(
    check: &Check,
    smallest: &Smallest,
    way: Way,
    execution: u64,
    complete_bound: Option<u32>,
    coverage: &[String],
) -> Failure {
    let recording = &smallest.recording;
    let facts = Facts::new(recording, check.goal, check.caller.file());
    let pattern = diagnosis::recognise(&facts, smallest.repeats);
    let kind = headline::kind(&facts);
    let (message, small_print) = headline::message(&facts);
    let met = kind == FailureKind::NeverMeets;
    let told_apart = met && diagnosis::kept_apart(&facts).is_some();
    let mut failure = Failure {
        kind,
        message,
        small_print,
        place: breaks_at(&facts, pattern.as_ref()),
        diagnosis: pattern.as_ref().map(Pattern::diagnosis),
        replay: token::text(&check.name, &recording.schedule, &smallest.numbers),
        found: if met { coverage.join("; ") } else { found(recording, way, execution, complete_bound) },
        threads: threads(recording),
        objects: objects(recording),
        // That two are kept apart takes one sentence; what else they did does not matter.
        rows: if told_apart { Vec::new() } else { rows::rows(&facts, pattern.as_ref(), smallest.repeats) },
        ending: ending::ending(&facts, smallest.repeats),
        nearest: None,
    };
    compact::compact(&mut failure);
    failure
}

/// Tells a schedule that passes, from the step at which it leaves the failing one.
pub(super) fn tell_passing(check: &Check, failing: &Recording, nearest: &Nearest) -> Failure {
    let (instead, stays) = (name(nearest.instead), name(failing.events[nearest.event].thread));
    let step = Facts::new(failing, check.goal, check.caller.file()).step(nearest.event);
    let message = format!("at {step} {instead} goes on instead of {stays}, and nothing fails");
    let facts = Facts::new(&nearest.recording, check.goal, check.caller.file());
    let mut told = Failure {
        rows: rows::rows_from(&facts, nearest.event),
        threads: threads(&nearest.recording),
        objects: objects(&nearest.recording),
        ..Failure::without_schedule(FailureKind::Panic, message, String::new(), None)
    };
    compact::compact(&mut told);
    told
}

/// How it was found, and how small it is.
fn found(recording: &Recording, way: Way, execution: u64, complete_bound: Option<u32>) -> String {
    let preemptions = recording.preemptions;
    let count = match preemptions {
        0 => "no preemption".to_owned(),
        1 => "1 preemption".to_owned(),
        more => format!("{more} preemptions"),
    };
    // The search by bounds comes to a failure only after all schedules with fewer preemptions passed.
    let minimal = way == Way::Systematic || complete_bound.is_some_and(|bound| bound + 1 >= preemptions);
    let fewer = match (preemptions, minimal) {
        (0, _) => "",
        (1, true) => ", and no schedule without one fails",
        (_, true) => ", and no schedule with fewer fails",
        (_, false) => ", none with fewer was found",
    };
    match way {
        Way::Systematic | Way::Reduced => {
            format!("found in schedule {}; {count}{fewer}", thousands(execution))
        }
        Way::Random => format!("found in random schedule {}; {count}{fewer}", thousands(execution)),
        Way::Replay => format!("replayed; {count}"),
    }
}

/// The line to blame: that of the marked step; else the panic's, or the last of somebody who waits.
fn breaks_at(facts: &Facts<'_>, pattern: Option<&Pattern>) -> Option<Place> {
    let marked = pattern.and_then(|pattern| pattern.mark.as_ref()).map(|&(event, _)| taken_at(facts, event));
    if let Some(at) = marked.filter(|at| !facts.is_tests(at) && !diagnosis::facts::is_library(at.file())) {
        return Some(place(at));
    }
    match facts.recording.ended.as_ref()? {
        Ended::Panic { file, line, column, .. } if !file.is_empty() => {
            Some(Place { file: file.clone(), line: *line, column: *column })
        }
        Ended::Deadlock | Ended::NeverFinishes => {
            let blocked = facts.blocked();
            let own = blocked.iter().find(|(_, pending)| !facts.is_tests(pending.at));
            own.or(blocked.first()).map(|(_, pending)| place(pending.at))
        }
        Ended::NotHeld { at, .. } => Some(place(at)),
        Ended::LeakedLock { object, .. } => {
            facts.recording.slots[*object].held.first().map(|&(_, _, at)| place(at))
        }
        _ => facts.events().last().map(|event| place(event.at)),
    }
}

/// The event's place; for a guard that is dropped, where it was taken.
fn taken_at(facts: &Facts<'_>, event: usize) -> &'static Location<'static> {
    let dropped = &facts.events()[event];
    if !matches!(dropped.action, Action::Unlock | Action::Unread | Action::Unwrite) {
        return dropped.at;
    }
    let took = facts.events()[..event].iter().rev().find(|earlier| {
        let took = takes(earlier.action) && earlier.object == dropped.object;
        let woke = matches!(earlier.action, Action::Wake(_)) && earlier.second == Some(dropped.object);
        earlier.thread == dropped.thread && (took || woke)
    });
    took.map_or(dropped.at, |took| took.at)
}

fn threads(recording: &Recording) -> Vec<Thread> {
    let threads = recording.threads.iter().enumerate();
    threads.map(|(tid, thread)| Thread { id: name(tid), label: thread.label.clone() }).collect()
}

fn objects(recording: &Recording) -> Vec<Object> {
    let slots = &recording.slots;
    let objects = slots.iter().map(|slot| Object {
        kind: slot.seed.kind().to_owned(),
        name: slot.name.clone(),
        first_use: Some(place(slot.first)),
        index: None,
    });
    let mut objects: Vec<Object> = objects.collect();
    number_alike(
        &mut objects,
        &slots.iter().map(|slot| slot.address).collect::<Vec<_>>(),
        recording.threads.len() - 1,
    );
    objects
}

/// Gives the objects of one kind their places in an array, where it is plain that they are all of it: at
/// equal distances, and as many as there are threads that use them.
fn number_alike(objects: &mut [Object], addresses: &[usize], threads: usize) {
    for one in 0..objects.len() {
        let alike = |&other: &usize| {
            let (a, b) = (&objects[one], &objects[other]);
            a.kind == b.kind && a.name.is_none() && b.name.is_none()
        };
        let mut places: Vec<usize> = (0..objects.len()).filter(alike).map(|other| addresses[other]).collect();
        places.sort_unstable();
        let even = places.windows(3).all(|three| three[1] - three[0] == three[2] - three[1]);
        let whole = places.len() >= 3 && places.len() == threads && even;
        objects[one].index = places.iter().position(|&place| whole && place == addresses[one]);
    }
}

fn place(at: &Location<'_>) -> Place {
    Place { file: at.file().to_owned(), line: at.line(), column: at.column() }
}
