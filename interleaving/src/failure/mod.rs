//! Turns a failing execution into a counterexample: its smallest form, the broken promise, the steps, the reason.

mod broken;
mod ending;
pub(crate) mod lock_order;
mod messages;
pub(crate) mod nearest;
mod objects;
mod rows;
pub(crate) mod shrink;
mod steps;
pub(crate) mod token;

use std::panic::Location;

use crate::diagnosis::{self, Pattern, Recognised};
use crate::facts::{Facts, is_library, takes};
use crate::report::message::thread_id;
use crate::report::{Failure, FailureKind, Found, Place, Thread};
use crate::run::recording::Recording;
use crate::run::step::Ended;
use crate::search::bench::Plan;
use crate::spec::Action;
use shrink::Smallest;

/// Makes the failure that `smallest` shows; `replay` is the token that repeats it.
pub(crate) fn counterexample(plan: &Plan, smallest: &Smallest, found: Found, replay: String) -> Failure {
    let recording = &smallest.recording;
    let facts = Facts::new(recording, plan.goal, plan.caller.file(), smallest.repeats);
    let recognised = diagnosis::recognise(&facts);
    let pattern = recognised.as_ref().map(|recognised| &recognised.pattern);
    let broken = broken::broken(&facts);
    // One line says that two threads are kept apart; their other steps do not matter.
    let in_one_line = broken.kind() == FailureKind::NeverMeets && facts.kept_apart().is_some();
    let mut failure = Failure {
        place: breaks_at(&facts, pattern),
        diagnosis: recognised.as_ref().map(Recognised::diagnosis),
        replay,
        threads: threads(recording),
        objects: objects::objects(recording),
        rows: if in_one_line { Vec::new() } else { rows::rows(&facts, pattern) },
        ending: ending::ending(&facts),
        ..Failure::without_schedule(broken, found, None)
    };
    failure.objects = objects::retained(std::mem::take(&mut failure.objects), &failure.mentioned());
    failure
}

/// The line to blame: the marked step's; otherwise the panic's, or the place at which a thread waits.
fn breaks_at(facts: &Facts<'_>, pattern: Option<&Pattern>) -> Option<Place> {
    let marked = pattern.and_then(|pattern| pattern.mark.as_ref()).map(|&(event, _)| taken_at(facts, event));
    if let Some(at) = marked.filter(|at| !facts.is_tests(at) && !is_library(at.file())) {
        return Some(at.into());
    }
    match facts.recording.ended.as_ref()? {
        Ended::Panic { place: Some(place), .. } if !is_library(&place.file) => Some(place.clone()),
        Ended::Panic { .. } if facts.recording.processes.is_some() => messages::last_sent(facts),
        Ended::Deadlock | Ended::NeverFinishes => {
            let blocked = facts.blocked();
            let own = blocked.iter().find(|(_, pending)| !facts.is_tests(pending.at));
            own.or(blocked.first()).map(|(_, pending)| pending.at.into())
        }
        Ended::NotHeld { at, .. } => Some((*at).into()),
        Ended::LeakedLock { object, .. } => {
            facts.recording.slots[*object].held.first().map(|&(_, _, at)| at.into())
        }
        _ => facts.events().last().map(|event| event.at.into()),
    }
}

/// The event's place; for the drop of a guard, the place where the guard was taken.
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
    if let Some(processes) = &recording.processes {
        return messages::columns(processes);
    }
    let threads = recording.threads.iter().enumerate();
    threads.map(|(tid, thread)| Thread { id: thread_id(tid), label: thread.label.clone() }).collect()
}
