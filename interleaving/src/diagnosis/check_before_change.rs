//! A thread reads a variable that another one has read and is about to change, and fails on its value.

use super::{Entry, Pattern, check_then_act};
use crate::facts::Facts;
use crate::report::message::{object, say, thread};
use crate::run::step::{Ended, Event};
use crate::spec::{Action, Tid};

pub(super) const ENTRY: Entry = Entry { find, ..check_then_act::ENTRY };

fn find(facts: &Facts<'_>) -> Option<Pattern> {
    if !matches!(facts.recording.ended, Some(Ended::Panic { .. })) {
        return None;
    }
    let events = facts.events();
    let reads = |event: &Event| matches!(event.action, Action::CellRead | Action::Load(_));
    let own = |thread: Tid| move |event: &&Event| event.thread == thread && !facts.is_tests(event.at);
    let late = facts.panicked()?;
    let seen = events.iter().rposition(|event| own(late)(&event)).filter(|&seen| reads(&events[seen]))?;
    let cell = events[seen].object;
    facts.blocked().into_iter().find_map(|(first, pending)| {
        let changes = matches!(pending.action, Action::CellWrite | Action::Store(_));
        if first == late || !changes || pending.object != cell || facts.is_tests(pending.at) {
            return None;
        }
        let read = events.iter().rposition(|event| own(first)(&event) && event.object == cell)?;
        let value = events[read].values.first().filter(|value| events[seen].values.first() == Some(value))?;
        if !reads(&events[read]) || read > seen {
            return None;
        }
        let (a, b) = (thread(first), thread(late));
        let sentence = say![
            a.clone(),
            " read ",
            object(cell),
            " (",
            events[read].at,
            ") and has yet to change it (",
            pending.at,
            "); ",
            b,
            " reads it meanwhile (",
            events[seen].at,
            format!(") and sees the same {value}"),
        ];
        let note = say![format!("the {value} of "), facts.step(read), " again: ", a, " has yet to change it"];
        Some(Pattern::new(sentence).mark(seen, note).citing([read, seen]))
    })
}
