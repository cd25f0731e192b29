//! A write that was computed from a value that another thread has replaced.

use super::{Entry, Pattern, overtaken};
use crate::facts::{AccessWay, Facts, StaleAct};
use crate::report::message::{object, say, thread};
use crate::run::step::Ended;

pub(super) const ENTRY: Entry = Entry {
    name: "lost update",
    meaning: "a thread writes what it computed from a value that another thread has replaced meanwhile",
    find,
};

fn find(facts: &Facts<'_>) -> Option<Pattern> {
    if !matches!(facts.recording.ended, Some(Ended::Panic { .. })) {
        return None;
    }
    let stale = facts.stale_act().filter(StaleAct::overwrites)?;
    let StaleAct { read, change, act } = &stale;
    let (a, b, cell) = (thread(act.thread), thread(change.thread), object(act.object));
    let (reads, acts) = (facts.events()[read.from].at, facts.events()[act.from].at);
    let sentence = if act.way == AccessWay::Locked {
        say![
            a,
            " read ",
            cell,
            " under one lock (",
            reads,
            ") and wrote it under another (",
            acts,
            "); the change by ",
            b,
            " between the two is overwritten",
        ]
    } else {
        say![
            a,
            " read ",
            cell,
            " (",
            reads,
            ") and wrote it (",
            acts,
            ") in two steps; what ",
            b,
            " wrote between the two is overwritten",
        ]
    };
    Some(overtaken::marked(facts, &stale, sentence))
}
