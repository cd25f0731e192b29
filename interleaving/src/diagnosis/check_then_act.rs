//! A thread decides by a value that it read, and acts when the value has changed.

use super::{Entry, Pattern, overtaken};
use crate::facts::{AccessWay, Facts, StaleAct};
use crate::report::message::{object, say, thread};
use crate::run::step::Ended;

pub(super) const ENTRY: Entry = Entry {
    name: "check-then-act",
    meaning: "a thread checks a condition and acts on it later, when another thread may have changed it",
    find,
};

fn find(facts: &Facts<'_>) -> Option<Pattern> {
    if !matches!(facts.recording.ended, Some(Ended::Panic { .. })) {
        return None;
    }
    let stale = facts.stale_act().filter(|stale| !stale.overwrites())?;
    let StaleAct { read, change, act } = &stale;
    let (a, b) = (thread(act.thread), thread(change.thread));
    let (reads, acts) = (facts.events()[read.from].at, facts.events()[act.from].at);
    let sentence = if act.way == AccessWay::Locked {
        say![a, " decided under one lock (", reads, ") and acted under another (", acts, ")"]
    } else {
        say![
            a,
            " checked ",
            object(act.object),
            " (",
            reads,
            ") and acted on it later (",
            acts,
            "); between the two, ",
            b,
            " changed it",
        ]
    };
    Some(overtaken::marked(facts, &stale, sentence))
}
