//! Patterns of semaphores: too few permits, or too many.

use super::Pattern;
use super::facts::{Facts, at, name};
use crate::run::world::Event;
use crate::spec::{Action, Seed, Tid};

/// Somebody waits for a permit, and nobody is left to give one, nor waits for what he holds.
pub(super) fn too_few(facts: &Facts<'_>) -> Option<Pattern> {
    facts.blocked().into_iter().find_map(|(thread, pending)| {
        let object = pending.object;
        let Seed::Semaphore(initial) = facts.recording.slots[object].seed else {
            return None;
        };
        if pending.action != Action::Acquire || facts.is_tests(pending.at) {
            return None;
        }
        // Whom the waiting thread keeps out may be the one who would have signalled.
        let holds = |object: usize| facts.holders(object).iter().any(|&(holder, _)| holder == thread);
        if facts.blocked().iter().any(|&(other, ref waits)| other != thread && holds(waits.object)) {
            return None;
        }
        let me = name(thread);
        if initial > 0 {
            // Whoever ended with a permit in his hands has not given it back.
            let kept = facts
                .holders(object)
                .into_iter()
                .find(|&(holder, _)| facts.recording.threads[holder].finished);
            let (holder, taken) = kept?;
            let (who, place) = (name(holder), at(facts.events()[taken].at));
            let sentence = format!(
                "{who} took a permit of {{o{object}}} ({place}) and ended without a signal; {me} waits for it"
            );
            let note = format!("{who} never gives this permit back");
            return Some(Pattern::new("semaphore count wrong", sentence).mark(taken, note));
        }
        let count = |wanted: fn(Action) -> bool| {
            facts
                .events()
                .iter()
                .filter(|event| event.object == object && event.ok && wanted(event.action))
                .count()
        };
        let signals = count(|action| action == Action::Release);
        let waits = count(|action| matches!(action, Action::Acquire | Action::TryAcquire));
        if signals != waits {
            return None;
        }
        let waiting = facts.blocked().iter().filter(|(_, other)| other.object == object).count();
        let sentence = format!(
            "{{o{object}}} was signalled {}, and {} wanted: {me} waits ({}) for one that nobody gives",
            times(signals),
            permits(waits + waiting),
            at(pending.at)
        );
        Some(Pattern::new("semaphore count wrong", sentence))
    })
}

/// A signal that takes a count over what it was made with, where threads exclude each other by it.
pub(super) fn too_many(facts: &Facts<'_>) -> Option<Pattern> {
    let events = facts.events();
    (0..events.len()).find_map(|number| {
        let event = &events[number];
        let Seed::Semaphore(initial) = facts.recording.slots[event.object].seed else {
            return None;
        };
        let (before, after) = facts.permits(number)?;
        let own = |other: &Event| other.thread == event.thread && other.object == event.object;
        let signals = event.action == Action::Release && initial > 0 && after > initial;
        if !signals || facts.is_tests(event.at) {
            return None;
        }
        let who: Tid = event.thread;
        let waited =
            events[..number].iter().filter(|other| own(other) && other.action == Action::Acquire).count();
        let sentence = format!(
            "{} signals {{o{}}} ({}) after {}: the count is {after}, and it was made with {initial}",
            name(who),
            event.object,
            at(event.at),
            if waited == 0 { "no wait".to_owned() } else { format!("fewer waits than signals ({waited})") }
        );
        let note = format!("gives a permit that was not taken: {before} → {after}");
        Some(Pattern::new("semaphore count wrong", sentence).mark(number, note))
    })
}

fn times(count: usize) -> String {
    match count {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

fn permits(count: usize) -> String {
    if count == 1 { "one permit is".to_owned() } else { format!("{count} permits are") }
}
