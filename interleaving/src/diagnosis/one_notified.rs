//! Several threads slept, one was woken, and another one could have gone on.

use super::{Entry, Pattern};
use crate::facts::{Access, Facts, is_notify, takes};
use crate::report::message::{say, thread};
use crate::run::step::{Ended, Event};
use crate::spec::{Action, Tid};

pub(super) const ENTRY: Entry = Entry {
    name: "one notified, many waiting",
    meaning: "notify_one wakes one of several waiting threads, and nothing wakes the others later",
    find,
};

fn find(facts: &Facts<'_>) -> Option<Pattern> {
    if facts.recording.ended != Some(Ended::Deadlock) {
        return None;
    }
    let events = facts.events();
    let accesses = facts.accesses();
    facts.sleepers().into_iter().find_map(|(me, condvar, wait)| {
        let one = events[wait..].iter().rposition(|event| {
            event.action == Action::NotifyOne && event.object == condvar && !event.woken.is_empty()
        })? + wait;
        let woken = *events[one].woken.first()?;
        let slept_again =
            |event: &Event| event.thread == woken && event.action == Action::Wait && event.object == condvar;
        let useless = events[one..].iter().any(slept_again);
        if !is_changed(facts, &accesses, wait, one)? && !useless {
            return None;
        }
        let sentence = say![
            "notify_one (",
            events[one].at,
            ") woke ",
            thread(woken),
            " while ",
            thread(me),
            " was waiting too (",
            events[wait].at,
            "), and nothing woke ",
            thread(me),
            " later",
        ];
        let since = say![thread(me), " has been asleep since ", facts.step(wait)];
        let (step, note) = match silent_change(facts, &accesses, wait, one) {
            Some(step) => (step, say!["notifies nobody; ", since]),
            None => (one, say!["wakes ", thread(woken), " only; ", since]),
        };
        Some(Pattern::new(sentence).mark(step, note).citing([wait, one]))
    })
}

/// Returns whether the value that the sleeper read before event `wait` has changed since.
fn is_changed(facts: &Facts<'_>, accesses: &[Access], wait: usize, one: usize) -> Option<bool> {
    let events = facts.events();
    let mutex = events[wait].second?;
    let slept_on = accesses.iter().find(|access| access.object == mutex && access.to == Some(wait));
    let last = accesses.iter().rfind(|access| access.object == mutex && access.left.is_some());
    let (then, now) =
        (slept_on.and_then(|access| access.left.as_ref()), last.and_then(|access| access.left.as_ref()));
    Some(match (then, now) {
        (Some(then), Some(now)) => then != now,
        // The values are unknown, so the notifier must have made the last write.
        _ => accesses
            .iter()
            .rfind(|access| access.object == mutex && access.writes)
            .is_some_and(|write| write.from > wait && write.thread == events[one].thread),
    })
}

/// The notifier's first change after `one` without a notification: from there on the execution cannot end well.
fn silent_change(facts: &Facts<'_>, accesses: &[Access], wait: usize, one: usize) -> Option<usize> {
    let events = facts.events();
    let mutex = events[wait].second?;
    let notifier: Tid = events[one].thread;
    let silent = accesses.iter().find(|access| {
        let own = access.object == mutex && access.thread == notifier && access.writes;
        let next = |at: &usize| events[*at].thread == access.thread && takes(events[*at].action);
        let end = (access.from + 1..events.len()).find(next).unwrap_or(events.len());
        own && access.from > one && !events[access.from..end].iter().any(is_notify)
    });
    silent.and_then(|access| access.to)
}
