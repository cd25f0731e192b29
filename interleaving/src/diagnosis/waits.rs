//! Patterns of condition variables: notifications that come too early, reach too few, or are trusted too much.

use super::Pattern;
use super::access::{Access, AccessWay};
use super::facts::{Facts, at, name, takes};
use crate::run::world::Event;
use crate::spec::{Action, Tid};

/// A thread that sleeps for ever, and the event that put it to sleep.
fn sleepers(facts: &Facts<'_>) -> Vec<(Tid, usize, usize)> {
    let blocked = facts.blocked();
    let asleep = blocked.iter().filter(|(thread, pending)| facts.is_asleep(*thread, pending));
    asleep
        .filter_map(|(thread, pending)| {
            let waits = |event: &Event| event.thread == *thread && event.action == Action::Wait;
            let wait = facts.events().iter().rposition(waits)?;
            (!facts.is_tests(facts.events()[wait].at)).then_some((*thread, pending.object, wait))
        })
        .collect()
}

fn is_notify(event: &Event) -> bool {
    matches!(event.action, Action::NotifyOne | Action::NotifyAll)
}

/// The notification came when nobody waited yet; then the waiter went to sleep.
pub(super) fn lost_wakeup(facts: &Facts<'_>) -> Option<Pattern> {
    let events = facts.events();
    sleepers(facts).into_iter().find_map(|(thread, object, wait)| {
        let notifies = |event: &Event| is_notify(event) && event.object == object && event.thread != thread;
        if events[wait..].iter().any(notifies) {
            return None;
        }
        let early = events[..wait].iter().rposition(|event| notifies(event) && event.woken.is_empty())?;
        // Whoever used up what was announced has answered the notification: then nothing was lost.
        let mutex = events[wait].second?;
        let used = |access: &Access| {
            access.object == mutex
                && access.writes
                && access.from > early
                && access.thread != events[early].thread
        };
        if facts.accesses().iter().any(used) {
            return None;
        }
        let (me, by) = (name(thread), name(events[early].thread));
        let sentence = format!(
            "{by} notified {{o{object}}} ({}) before {me} slept ({}): a notification is not remembered",
            at(events[early].at),
            at(events[wait].at)
        );
        let looked = events[..early].iter().any(|event| event.thread == thread && !is_notify(event));
        let pattern = Pattern::new("lost wakeup", sentence);
        Some(if looked {
            let note = format!("{me} is about to sleep, but does not sleep yet");
            pattern.mark(early, note).citing([wait])
        } else {
            let note = format!("falls asleep after the notification of {}", facts.step(early));
            pattern.mark(wait, note).citing([early])
        })
    })
}

/// Several slept, one was woken, and the one that was left could have gone on.
pub(super) fn one_notified(facts: &Facts<'_>) -> Option<Pattern> {
    let events = facts.events();
    let accesses = facts.accesses();
    sleepers(facts).into_iter().find_map(|(thread, object, wait)| {
        let one = events[wait..].iter().rposition(|event| {
            event.action == Action::NotifyOne && event.object == object && !event.woken.is_empty()
        })? + wait;
        let woken = *events[one].woken.first()?;
        // It looked at a state that has changed since; or who was woken in its place could not use it.
        let mutex = events[wait].second?;
        let slept_on = accesses.iter().find(|access| access.object == mutex && access.to == Some(wait));
        let last = accesses.iter().rfind(|access| access.object == mutex && access.left.is_some());
        let changed = match (
            slept_on.and_then(|access| access.left.as_ref()),
            last.and_then(|access| access.left.as_ref()),
        ) {
            (Some(then), Some(now)) => then != now,
            // The values cannot be shown: then what the notifier wrote must be the last that was written.
            _ => accesses
                .iter()
                .rfind(|access| access.object == mutex && access.writes)
                .is_some_and(|write| write.from > wait && write.thread == events[one].thread),
        };
        let slept_again =
            |event: &Event| event.thread == woken && event.action == Action::Wait && event.object == object;
        let useless = events[one..].iter().any(slept_again);
        if !changed && !useless {
            return None;
        }
        let (me, other) = (name(thread), name(woken));
        let sentence = format!(
            "notify_one ({}) woke {other} while {me} was waiting too ({}), and nothing woke {me} later",
            at(events[one].at),
            at(events[wait].at)
        );
        // The first change after it that notifies nobody, if there is one: from there on it cannot end well.
        let silent = accesses.iter().find(|access| {
            let own = access.object == mutex && access.thread == events[one].thread && access.writes;
            let next = |at: &usize| events[*at].thread == access.thread && takes(events[*at].action);
            let end = (access.from + 1..events.len()).find(next).unwrap_or(events.len());
            own && access.from > one && !events[access.from..end].iter().any(is_notify)
        });
        let (step, note) = match silent.and_then(|access| access.to) {
            Some(step) => (step, format!("notifies nobody; {me} has been asleep since {}", facts.step(wait))),
            None => (one, format!("wakes {other} only; {me} has been asleep since {}", facts.step(wait))),
        };
        let pattern = Pattern::new("one notified, many waiting", sentence);
        Some(pattern.mark(step, note).citing([wait, one]))
    })
}

/// A thread went on after a wait though nothing was as it needs it: it did not look again.
pub(super) fn without_loop(facts: &Facts<'_>) -> Option<Pattern> {
    let events = facts.events();
    let accesses: Vec<Access> =
        facts.accesses().into_iter().filter(|access| access.way == AccessWay::Locked).collect();
    (0..events.len()).find_map(|wake| {
        let event = &events[wake];
        if !matches!(event.action, Action::Wake(crate::spec::Waiting::Untimed)) || facts.is_tests(event.at) {
            return None;
        }
        let thread = event.thread;
        let waits = |other: &Event| {
            other.thread == thread && other.action == Action::Wait && other.object == event.object
        };
        let wait = events[..wake].iter().rposition(waits)?;
        // It may have gone back to sleep, or not have gone on at all.
        if events[wake..].iter().any(waits) || !went_on(facts, thread, wake) {
            return None;
        }
        let mutex = event.second?;
        let before = accesses.iter().find(|access| access.object == mutex && access.to == Some(wait))?;
        let after = accesses.iter().find(|access| access.object == mutex && access.from == wake)?;
        let changed = |access: &&Access| {
            access.object == mutex
                && access.writes
                && access.from > wait
                && access.to.is_some_and(|to| to < wake)
        };
        let change = accesses.iter().rfind(changed);
        let same = match (&before.left, &after.found) {
            (Some(then), Some(now)) => then == now,
            _ => change.is_none(),
        };
        if !same {
            return None;
        }
        let me = name(thread);
        let sentence = format!(
            "{me} waited ({}) and went on without looking again; after a wait the condition may not hold",
            at(event.at)
        );
        let state = after
            .found
            .as_ref()
            .map_or_else(|| "nothing has changed".to_owned(), |value| format!("{{o{mutex}}} is {value}"));
        let note = format!("goes on, though {state} as when it went to sleep in {}", facts.step(wait));
        let cited = change.and_then(|change| change.to).into_iter().chain([wait]);
        Some(Pattern::new("`if` instead of `while` around a wait", sentence).mark(wake, note).citing(cited))
    })
}

/// Whether the thread did something after event `wake`, or panicked.
fn went_on(facts: &Facts<'_>, thread: Tid, wake: usize) -> bool {
    let slot = &facts.recording.threads[thread];
    let acted = facts.events()[wake + 1..].iter().any(|event| event.thread == thread);
    acted || slot.finished || facts.panicked() == Some(thread)
}
