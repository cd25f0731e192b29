//! A thread waits for a lock that it holds itself.

use super::{Entry, Pattern};
use crate::facts::{Facts, takes};
use crate::report::message::{object, say, thread};
use crate::run::step::Ended;

pub(super) const ENTRY: Entry = Entry {
    name: "self-deadlock",
    meaning: "a thread locks again what it still holds, and waits for itself",
    find,
};

fn find(facts: &Facts<'_>) -> Option<Pattern> {
    if facts.recording.ended != Some(Ended::Deadlock) {
        return None;
    }
    facts.blocked().into_iter().find_map(|(me, pending)| {
        let locks = takes(pending.action);
        let lock = pending.object;
        let (_, taken) = facts.holders(lock).into_iter().find(|&(holder, _)| locks && holder == me)?;
        let since = facts.events()[taken].at;
        let sentence = say![
            thread(me),
            " locks ",
            object(lock),
            " again (",
            pending.at,
            ") while it still holds it (",
            since,
            ")",
        ];
        let last = facts.events().iter().rposition(|event| event.thread == me).unwrap_or(taken);
        let note = say!["then waits for ", object(lock), ", which ", thread(me), " itself holds"];
        Some(Pattern::new(sentence).mark(last, note).citing([taken]))
    })
}
