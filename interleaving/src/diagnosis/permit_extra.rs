//! A signal that raises a semaphore's count above its initial value.

use super::{Entry, Pattern, permit_missing};
use crate::facts::Facts;
use crate::report::message::{object, say, thread};
use crate::run::step::{Ended, Event};
use crate::spec::{Action, Seed};

pub(super) const ENTRY: Entry = Entry { find, ..permit_missing::ENTRY };

/// Finds a thread that gives a permit it never took, on a semaphore for mutual exclusion.
fn find(facts: &Facts<'_>) -> Option<Pattern> {
    if !matches!(facts.recording.ended, Some(Ended::Panic { .. })) {
        return None;
    }
    let events = facts.events();
    (0..events.len()).find_map(|number| {
        let event = &events[number];
        let Seed::Semaphore(initial) = facts.recording.slots[event.object].seed else {
            return None;
        };
        let (before, after) = facts.permits(number)?;
        let own = |other: &Event| other.thread == event.thread && other.object == event.object;
        let signals = event.action == Action::Release && initial > 0 && after > initial;
        if !signals || facts.is_tests(event.at) {
            return None;
        }
        let waited =
            events[..number].iter().filter(|other| own(other) && other.action == Action::Acquire).count();
        let waited =
            if waited == 0 { "no wait".to_owned() } else { format!("fewer waits than signals ({waited})") };
        let sentence = say![
            thread(event.thread),
            " signals ",
            object(event.object),
            " (",
            event.at,
            format!(") after {waited}: the count is {after}, and it was made with {initial}"),
        ];
        let note = format!("gives a permit that was not taken: {before} → {after}");
        Some(Pattern::new(sentence).mark(number, note))
    })
}
