//! A test's meeting that cannot take place, because a thread at the meeting holds a lock that the others need.

use super::{Entry, Pattern};
use crate::facts::Facts;
use crate::report::message::{object, say};
use crate::run::goal::Goal;
use crate::run::step::Ended;

pub(super) const ENTRY: Entry = Entry {
    name: "too much synchronisation",
    meaning: "a lock is held for longer, or over more, than the rule allows, and keeps threads apart that may meet",
    find,
};

fn find(facts: &Facts<'_>) -> Option<Pattern> {
    if facts.recording.ended != Some(Ended::Deadlock) || facts.goal != Goal::Possible {
        return None;
    }
    let apart = facts.kept_apart()?;
    let sentence = say![
        object(apart.lock),
        " (",
        facts.events()[apart.taken].at,
        ") is held longer, or over more code, than necessary, and keeps the other threads out",
    ];
    Some(Pattern::new(sentence).citing([apart.taken]))
}
