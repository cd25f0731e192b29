//! A thread that waits in a loop and never yields.

use super::{Entry, Pattern};
use crate::facts::Facts;
use crate::report::message::{object, say, thread};
use crate::run::step::Ended;

pub(super) const ENTRY: Entry = Entry {
    name: "busy waiting without a yield",
    meaning: "a thread waits in a loop that never lets the thread run that it waits for",
    find,
};

/// Finds a thread that repeats its loop alone while others could go on.
fn find(facts: &Facts<'_>) -> Option<Pattern> {
    let Some(Ended::NeverYields { thread: me }) = facts.recording.ended else {
        return None;
    };
    let read = facts.round().iter().find(|event| event.thread == me)?;
    let sentence = say![
        thread(me),
        " reads ",
        object(read.object),
        " again and again (",
        read.at,
        "), and the thread that could change it never runs",
    ];
    Some(Pattern::new(sentence))
}
