//! A thread went on after a wait without reading the condition again.

use super::{Entry, Pattern};
use crate::facts::{Access, AccessWay, Facts};
use crate::report::message::{object, say, thread};
use crate::run::step::{Ended, Event};
use crate::spec::{Action, Tid, Waiting};

pub(super) const ENTRY: Entry = Entry {
    name: "`if` instead of `while` around a wait",
    meaning: "a thread does not check its condition again after a wait, although another thread may have changed it",
    find,
};

fn find(facts: &Facts<'_>) -> Option<Pattern> {
    if !matches!(facts.recording.ended, Some(Ended::Panic { .. })) {
        return None;
    }
    let mut accesses = facts.accesses();
    accesses.retain(|access| access.way == AccessWay::Locked);
    (0..facts.events().len()).find_map(|wake| of(facts, &accesses, wake))
}

/// The pattern, if event `wake` ends such a wait.
fn of(facts: &Facts<'_>, accesses: &[Access], wake: usize) -> Option<Pattern> {
    let events = facts.events();
    let event = &events[wake];
    if !matches!(event.action, Action::Wake(Waiting::Untimed)) || facts.is_tests(event.at) {
        return None;
    }
    let me = event.thread;
    let waits =
        |other: &Event| other.thread == me && other.action == Action::Wait && other.object == event.object;
    let wait = events[..wake].iter().rposition(waits)?;
    // A thread that went back to sleep, or did not go on at all, does not fit.
    if events[wake..].iter().any(waits) || !went_on(facts, me, wake) {
        return None;
    }
    let mutex = event.second?;
    let before = accesses.iter().find(|access| access.object == mutex && access.to == Some(wait))?;
    let after = accesses.iter().find(|access| access.object == mutex && access.from == wake)?;
    let changed = |access: &&Access| {
        let over = access.to.is_some_and(|to| to < wake);
        access.object == mutex && access.writes && access.from > wait && over
    };
    let change = accesses.iter().rfind(changed);
    let same = match (&before.left, &after.found) {
        (Some(then), Some(now)) => then == now,
        _ => change.is_none(),
    };
    if !same {
        return None;
    }
    let sentence = say![
        thread(me),
        " waited (",
        event.at,
        ") and went on without checking again; after a wait the condition may not hold",
    ];
    let state = match &after.found {
        Some(value) => say![object(mutex), " is ", value, ", as when it went to sleep in "],
        None => "nothing has changed since it went to sleep in ".into(),
    };
    let note = say!["goes on, though ", state, facts.step(wait)];
    let cited = change.and_then(|change| change.to).into_iter().chain([wait]);
    Some(Pattern::new(sentence).mark(wake, note).citing(cited))
}

/// Returns whether the thread took a step after event `wake`, finished or panicked.
fn went_on(facts: &Facts<'_>, thread: Tid, wake: usize) -> bool {
    let slot = &facts.recording.threads[thread];
    let acted = facts.events()[wake + 1..].iter().any(|event| event.thread == thread);
    acted || slot.finished || facts.panicked() == Some(thread)
}
