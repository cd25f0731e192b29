//! Patterns of executions that do not end: all busy and none gets on, or one always too late.

use std::collections::BTreeSet;

use super::Pattern;
use super::facts::{Facts, at, name, takes};
use crate::run::world::Event;
use crate::spec::{Action, Tid};

/// Events `from..to` repeat for ever.
pub(super) fn repeating(facts: &Facts<'_>, from: usize, to: usize) -> Option<Pattern> {
    let round = &facts.events()[from..to];
    let threads: BTreeSet<Tid> = round.iter().map(|event| event.thread).collect();
    let changes = |thread: Tid| round.iter().any(|event| event.thread == thread && changes(event));
    let (busy, idle): (Vec<Tid>, Vec<Tid>) = threads.iter().partition(|&&thread| changes(thread));
    let fails = |thread: Tid| round.iter().position(|event| event.thread == thread && tried_in_vain(event));
    if threads.len() >= 2 && threads.iter().all(|&thread| fails(thread).is_some()) {
        let places: Vec<String> = threads
            .iter()
            .filter_map(|&thread| {
                fails(thread).map(|place| format!("{} ({})", name(thread), at(round[place].at)))
            })
            .collect();
        let sentence = format!(
            "{} try again and again what the others keep from them, and none gets on",
            places.join(" and ")
        );
        return Some(Pattern::new("livelock", sentence));
    }
    let (&starved, place) = idle.iter().find_map(|thread| Some((thread, fails(*thread)?)))?;
    if busy.is_empty() {
        return None;
    }
    let sentence = format!(
        "{} tries again and again ({}) and always finds that others were there first",
        name(starved),
        at(round[place].at)
    );
    Some(Pattern::new("starvation", sentence))
}

/// Whether the event changes what others can see.
fn changes(event: &Event) -> bool {
    let writes = matches!(event.action, Action::Store(_) | Action::Update(_) | Action::CellWrite);
    let exchanges = matches!(event.action, Action::CompareExchange(..) | Action::TryAcquire) && event.ok;
    writes || exchanges || takes(event.action) && event.ok
}

/// Whether the event is an attempt that failed.
fn tried_in_vain(event: &Event) -> bool {
    !event.ok
        && matches!(
            event.action,
            Action::TryLock
                | Action::TryRead
                | Action::TryWrite
                | Action::TryAcquire
                | Action::CompareExchange(..)
        )
}
