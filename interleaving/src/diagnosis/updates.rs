//! Patterns of shared values: updates computed from what is no longer so, and looks at what is half done.

use super::Pattern;
use super::access::{Access, AccessWay};
use super::facts::{Facts, at, name};
use crate::run::world::Event;
use crate::spec::{Action, Tid};

/// A thread looks, another changes, and the first acts on what it saw.
pub(super) fn stale(facts: &Facts<'_>) -> Option<Pattern> {
    let accesses = facts.accesses();
    let acts = |access: &&Access| {
        let open = access.to.is_none() && facts.panicked() == Some(access.thread);
        let own = access.writes || open && access.way == AccessWay::Locked;
        let event = &facts.events()[access.from];
        // An exchange acts only if nothing has changed; a swap that changes nothing is an attempt that
        // failed; who wakes from a wait has let others change things on purpose.
        let fresh = access.way == AccessWay::Exchange
            || access.way == AccessWay::Update && access.found == access.left
            || matches!(event.action, Action::Wake(_));
        // The test's own looks are no decision.
        own && !fresh && !facts.watches(event)
    };
    accesses.iter().filter(acts).find_map(|act| {
        let own = |access: &&Access| access.thread == act.thread && access.object == act.object;
        let before = |access: &&Access| access.is_before(act.from);
        let looks = accesses.iter().filter(own).filter(before).rev().take_while(|access| !access.writes);
        // A store after looks at other things may well have nothing to do with this look.
        let elsewhere = |look: &Access, access: &Access| {
            let within = access.from > look.from && access.from < act.from;
            within && access.thread == act.thread && access.object != act.object
        };
        looks.enumerate().find_map(|(earlier, look)| {
            let between = |access: &&Access| {
                let after = access.to.is_some_and(|to| look.is_before(to));
                access.thread != act.thread && access.object == act.object && access.writes && after
            };
            let change = accesses.iter().filter(between).rfind(|change| change.is_before(act.from))?;
            let loose = act.way != AccessWay::Locked && accesses.iter().any(|access| elsewhere(look, access));
            // What is again as it was seen misleads nobody.
            let known = look.found.is_some() && act.found.is_some() && act.way != AccessWay::Store;
            let as_seen = known && look.found == act.found;
            // It may have looked again since: then only the values can tell which look it acts on.
            let acts_on_it = earlier == 0 && !loose && !as_seen;
            (acts_on_it || twice_from(look, change, act)).then(|| told(facts, look, change, act))
        })
    })
}

/// Whether both made the same number of the same number: the second from what it saw before the first.
fn twice_from(look: &Access, change: &Access, act: &Access) -> bool {
    rewritten(act) && change.left == act.left && change.found == look.found && look.found != act.left
}

fn told(facts: &Facts<'_>, look: &Access, change: &Access, act: &Access) -> Pattern {
    let (a, b) = (name(act.thread), name(change.thread));
    let place = |access: &Access| at(facts.events()[access.from].at);
    let object = act.object;
    let written = change.to.unwrap_or(change.from);
    let (name, sentence) = match act.way {
        AccessWay::Locked if !rewritten(act) => (
            "check-then-act",
            format!("{a} decided under one lock ({}) and acted under another ({})", place(look), place(act)),
        ),
        AccessWay::Locked => (
            "lost update",
            format!(
                "{a} read {{o{object}}} under one lock ({}) and wrote it under another ({}); the change by {b} between the two is overwritten",
                place(look),
                place(act)
            ),
        ),
        AccessWay::Store if !is_flag(act) => (
            "lost update",
            format!(
                "{a} read {{o{object}}} ({}) and wrote it ({}) in two steps; what {b} wrote between the two is overwritten",
                place(look),
                place(act)
            ),
        ),
        _ => (
            "check-then-act",
            format!(
                "{a} looked at {{o{object}}} ({}) and acted on it later ({}); between the two, {b} changed it",
                place(look),
                place(act)
            ),
        ),
    };
    let value =
        look.found.as_ref().map_or_else(|| "what it saw in".to_owned(), |value| format!("the {value} of"));
    let verb = match act.way {
        AccessWay::Store if !is_flag(act) => "computed from",
        AccessWay::Locked if computed(facts, look, act) => "computed from",
        _ => "decides on",
    };
    let note =
        format!("{verb} {value} {}, which {} has replaced", facts.step(look.from), facts.step(written));
    let step = act.to.unwrap_or(act.from);
    Pattern::new(name, sentence).mark(step, note).citing([look.from, written, act.from])
}

/// Whether it is a flag: that is set because of what was seen, not computed from it.
fn is_flag(act: &Access) -> bool {
    matches!(act.left.as_deref(), Some("true" | "false"))
}

/// Whether a number was written over itself: what another wrote was computed once more.
fn rewritten(act: &Access) -> bool {
    let number = act.left.as_ref().is_some_and(|value| value.parse::<i128>().is_ok());
    act.to.is_some() && act.left == act.found && number
}

/// Whether what was written follows from what was seen, not from what is: by an amount that the test
/// names in the thread's label, or by rewriting what another has just written.
fn computed(facts: &Facts<'_>, look: &Access, act: &Access) -> bool {
    let number = |value: &Option<String>| value.as_ref().and_then(|value| value.parse::<i128>().ok());
    let (Some(saw), Some(found), Some(left)) = (number(&look.found), number(&act.found), number(&act.left))
    else {
        return false;
    };
    if rewritten(act) {
        return true;
    }
    let label = facts.recording.threads[act.thread].label.clone().unwrap_or_default();
    let mut amounts =
        label.split(|letter: char| !letter.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
    let mut named = |amount: i128| amounts.any(|other: i128| other == amount.abs());
    found - left != saw - left && named(left - saw)
}

/// A thread looks at what another has looked at and is about to change, and fails over what it sees.
pub(super) fn not_yet_changed(facts: &Facts<'_>) -> Option<Pattern> {
    let events = facts.events();
    let looks = |event: &Event| matches!(event.action, Action::CellRead | Action::Load(_));
    let own = |thread: Tid| move |event: &&Event| event.thread == thread && !facts.is_tests(event.at);
    let late = facts.panicked()?;
    let seen = events.iter().rposition(|event| own(late)(&event)).filter(|&seen| looks(&events[seen]))?;
    let object = events[seen].object;
    facts.blocked().into_iter().find_map(|(thread, pending)| {
        let changes = matches!(pending.action, Action::CellWrite | Action::Store(_));
        if thread == late || !changes || pending.object != object || facts.is_tests(pending.at) {
            return None;
        }
        let look = events.iter().rposition(|event| own(thread)(&event) && event.object == object)?;
        let value = events[look].values.first().filter(|value| events[seen].values.first() == Some(value))?;
        if !looks(&events[look]) || look > seen {
            return None;
        }
        let (a, b) = (name(thread), name(late));
        let sentence = format!(
            "{a} looked at {{o{object}}} ({}) and has yet to change it ({}); {b} looks meanwhile ({}) and sees the same {value}",
            at(events[look].at),
            at(pending.at),
            at(events[seen].at)
        );
        let note = format!("the {value} of {} again: {a} has yet to change it", facts.step(look));
        Some(Pattern::new("check-then-act", sentence).mark(seen, note).citing([look, seen]))
    })
}

/// A thread looks at two things while another has changed only one of them.
pub(super) fn intermediate(facts: &Facts<'_>) -> Option<Pattern> {
    let accesses = facts.accesses();
    let others = |access: &&Access| access.thread != 0 && !facts.is_tests(facts.events()[access.from].at);
    for first in accesses.iter().filter(others).filter(|access| access.writes) {
        let done = first.to?;
        let mut later: Vec<(usize, usize)> = accesses
            .iter()
            .filter(|second| {
                second.thread == first.thread && second.from > done && second.object != first.object
            })
            .filter(|second| second.writes)
            .map(|second| (second.object, second.from))
            .collect();
        // What the thread was about to lock when the execution ended.
        let slot = &facts.recording.threads[first.thread];
        if let Some(pending) =
            slot.pending.filter(|_| !slot.finished && facts.panicked() != Some(first.thread))
            && pending.object != first.object
        {
            later.push((pending.object, facts.events().len()));
        }
        for (object, begun) in later {
            if let Some(pattern) = seen_between(facts, &accesses, first, object, begun) {
                return Some(pattern);
            }
        }
    }
    None
}

/// Somebody who only reads, and reads `first`'s object after it and the other `object` before event `begun`.
fn seen_between(
    facts: &Facts<'_>,
    accesses: &[Access],
    first: &Access,
    object: usize,
    begun: usize,
) -> Option<Pattern> {
    let done = first.to?;
    let threads: std::collections::BTreeSet<Tid> = accesses.iter().map(|access| access.thread).collect();
    threads.into_iter().filter(|&thread| thread != first.thread).find_map(|thread| {
        let own: Vec<&Access> = accesses.iter().filter(|access| access.thread == thread).collect();
        let only_reads = own.iter().all(|access| {
            !access.writes || access.object != first.object && access.object != object
        });
        let between = |access: &&&Access| access.from > done && access.to.unwrap_or(access.from) < begun;
        let changed = own.iter().filter(between).find(|access| access.object == first.object)?;
        let other = own.iter().filter(between).find(|access| access.object == object)?;
        if !only_reads {
            return None;
        }
        let (a, b) = (name(first.thread), name(thread));
        let sentence = format!(
            "{a} changes {{o{}}} ({}) and {{o{object}}} one after the other; {b} looked at both in between ({})",
            first.object,
            at(facts.events()[first.from].at),
            at(facts.events()[changed.from].at),
        );
        let note = format!(
            "sees {{o{}}} as {} left it, and {{o{object}}} not changed yet",
            first.object,
            facts.step(done)
        );
        let last = changed.from.max(other.from);
        Some(Pattern::new("visible intermediate state", sentence).mark(last, note).citing([done, changed.from, other.from]))
    })
}
