//! The mark at an act on a read that another thread's change made out of date.

use super::Pattern;
use crate::facts::{AccessWay, Facts, StaleAct, is_flag};
use crate::report::Message;
use crate::report::message::say;

/// Makes the pattern with its mark at the act; the note names the old value that the act rests on.
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
