//! A thread reads two variables when another thread has changed only one of them.

use std::collections::BTreeSet;

use super::{Entry, Pattern};
use crate::facts::{Access, Facts};
use crate::report::message::{object, say, thread};
use crate::run::step::Ended;
use crate::spec::Tid;

pub(super) const ENTRY: Entry = Entry {
    name: "visible intermediate state",
    meaning: "a thread changes two things one after the other, and another thread sees them in between",
    find,
};

fn find(facts: &Facts<'_>) -> Option<Pattern> {
    if !matches!(facts.recording.ended, Some(Ended::Panic { .. })) {
        return None;
    }
    let accesses = facts.accesses();
    let others = |access: &&Access| access.thread != 0 && !facts.is_tests(facts.events()[access.from].at);
    let writes = accesses.iter().filter(others).filter(|access| access.writes);
    writes.into_iter().find_map(|first| {
        let later = changed_later(facts, &accesses, first)?;
        later.into_iter().find_map(|(cell, begun)| seen_between(facts, &accesses, first, cell, begun))
    })
}

/// The other objects that the thread of `first` changes after it, each with the event that begins the change.
fn changed_later(facts: &Facts<'_>, accesses: &[Access], first: &Access) -> Option<Vec<(usize, usize)>> {
    let done = first.to?;
    let second = |second: &&Access| {
        second.thread == first.thread && second.from > done && second.object != first.object && second.writes
    };
    let mut later: Vec<(usize, usize)> =
        accesses.iter().filter(second).map(|second| (second.object, second.from)).collect();
    // The object that the thread was about to use when the execution ended.
    let slot = &facts.recording.threads[first.thread];
    let stopped = !slot.finished && facts.panicked() != Some(first.thread);
    if let Some(pending) = slot.pending.filter(|pending| stopped && pending.object != first.object) {
        later.push((pending.object, facts.events().len()));
    }
    Some(later)
}

/// Finds a thread that only reads, and reads both `first`'s object and `cell` between `first` and event `begun`.
fn seen_between(
    facts: &Facts<'_>,
    accesses: &[Access],
    first: &Access,
    cell: usize,
    begun: usize,
) -> Option<Pattern> {
    let done = first.to?;
    let threads: BTreeSet<Tid> = accesses.iter().map(|access| access.thread).collect();
    threads.into_iter().filter(|&reader| reader != first.thread).find_map(|reader| {
        let own: Vec<&Access> = accesses.iter().filter(|access| access.thread == reader).collect();
        let only_reads =
            own.iter().all(|access| !access.writes || access.object != first.object && access.object != cell);
        let between = |access: &&&Access| access.from > done && access.to.unwrap_or(access.from) < begun;
        let changed = own.iter().filter(between).find(|access| access.object == first.object)?;
        let other = own.iter().filter(between).find(|access| access.object == cell)?;
        if !only_reads {
            return None;
        }
        let (a, b) = (thread(first.thread), thread(reader));
        let (one, two) = (object(first.object), object(cell));
        let sentence = say![
            a,
            " changes ",
            one.clone(),
            " (",
            facts.events()[first.from].at,
            ") and ",
            two.clone(),
            " one after the other; ",
            b,
            " read both in between (",
            facts.events()[changed.from].at,
            ")",
        ];
        let note = say!["sees ", one, " as ", facts.step(done), " left it, but ", two, " unchanged"];
        let last = changed.from.max(other.from);
        Some(Pattern::new(sentence).mark(last, note).citing([done, changed.from, other.from]))
    })
}
