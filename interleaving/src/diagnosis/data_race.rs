//! Two accesses to plain memory that nothing orders.

use super::{Entry, Pattern};
use crate::facts::Facts;
use crate::report::message::{object, say, thread};
use crate::run::step::{Ended, Event};
use crate::spec::Action;

pub(super) const ENTRY: Entry = Entry {
    name: "data race",
    meaning: "two threads access plain memory, one of them writes, and nothing orders the two",
    find,
};

fn find(facts: &Facts<'_>) -> Option<Pattern> {
    let Some(Ended::DataRace { first, second }) = facts.recording.ended else {
        return None;
    };
    let (one, other) = (facts.events().get(first)?, facts.events().get(second)?);
    let does = |event: &Event| if event.action == Action::CellWrite { " writes " } else { " reads " };
    let sentence = say![
        thread(one.thread),
        does(one),
        object(one.object),
        " (",
        one.at,
        "), ",
        thread(other.thread),
        does(other),
        "it (",
        other.at,
        "), and nothing orders the two",
    ];
    let note = say!["nothing orders this after ", facts.step(first)];
    Some(Pattern::new(sentence).mark(second, note).citing([first]))
}
