//! A lock whose holder has ended.

use super::{Entry, Pattern};
use crate::facts::{Facts, takes};
use crate::report::Message;
use crate::report::message::{object, say, thread};
use crate::run::step::Ended;
use crate::spec::Tid;

pub(super) const ENTRY: Entry = Entry {
    name: "lock never released",
    meaning: "a thread ends, or goes on, without giving back a lock that it took",
    find,
};

fn find(facts: &Facts<'_>) -> Option<Pattern> {
    match facts.recording.ended.as_ref()? {
        Ended::LeakedLock { thread, object } => Some(leaked(facts, *thread, *object)),
        Ended::Deadlock => waited_for(facts),
        _ => None,
    }
}

/// A thread ended while it held the lock.
fn leaked(facts: &Facts<'_>, me: Tid, lock: usize) -> Pattern {
    let holders = facts.holders(lock);
    let taken = holders.into_iter().find(|&(holder, _)| holder == me).map(|(_, event)| event);
    pattern(facts, me, lock, taken)
}

/// A thread waits for a lock whose holder has ended.
fn waited_for(facts: &Facts<'_>) -> Option<Pattern> {
    facts.blocked().iter().find_map(|(waiting, pending)| {
        let lock = facts.awaited(*waiting, pending);
        if !takes(pending.action) {
            return None;
        }
        let finished = |holder: Tid| facts.recording.threads[holder].finished;
        let (holder, taken) = facts.holders(lock).into_iter().find(|&(holder, _)| finished(holder))?;
        Some(pattern(facts, holder, lock, Some(taken)))
    })
}

fn pattern(facts: &Facts<'_>, me: Tid, lock: usize, taken: Option<usize>) -> Pattern {
    let place = taken.map_or_else(Message::default, |event| say![" (", facts.events()[event].at, ")"]);
    let sentence = say![thread(me), " took ", object(lock), place, " and ended without releasing it"];
    let pattern = Pattern::new(sentence);
    match taken {
        Some(event) => pattern.mark(event, say![thread(me), " never unlocks ", object(lock)]),
        None => pattern,
    }
}
