//! A thread decides by what it read, and acts when that is no longer so.

use super::{Entry, Pattern, lost_update};
use crate::facts::{AccessWay, Facts, StaleAct, is_flag};
use crate::report::Message;
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
    let stale = facts.stale_act().filter(|stale| !lost_update::overwrites(stale))?;
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
    Some(marked(facts, &stale, sentence))
}

/// The pattern with its mark at the act, which says which value it goes back to.
pub(super) fn marked(facts: &Facts<'_>, stale: &StaleAct, sentence: Message) -> Pattern {
    let StaleAct { read, change, act } = stale;
    let written = change.to.unwrap_or(change.from);
    let value =
        read.found.as_ref().map_or_else(|| "what it saw in".to_owned(), |value| format!("the {value} of"));
    let verb = match act.way {
        AccessWay::Store if !is_flag(act) => "computed from",
        AccessWay::Locked if facts.is_computed(read, act) => "computed from",
        _ => "decides on",
    };
    let note = say![
        format!("{verb} {value} "),
        facts.step(read.from),
        ", which ",
        facts.step(written),
        " has replaced",
    ];
    let step = act.to.unwrap_or(act.from);
    Pattern::new(sentence).mark(step, note).citing([read.from, written, act.from])
}
