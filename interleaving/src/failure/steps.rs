//! A step of the table: an event with its context from the other events.

use super::messages;
use crate::facts::{Facts, takes};
use crate::report::{Place, Stale, Step};
use crate::run::step::Event;
use crate::spec::{Action, Seed, State, Tid};

/// The content of a row about event `number`.
pub(super) fn step(facts: &Facts<'_>, number: usize) -> Step {
    let event = &facts.events()[number];
    let (permits, woken) = match event.action {
        Action::Acquire | Action::TryAcquire | Action::Release => permits(facts, number),
        _ => (None, event.woken.clone()),
    };
    let unlocks = is_unlock(event) || event.action == Action::Wait;
    let change = if unlocks { change(facts, number) } else { None };
    Step {
        action: event.action,
        object: event.object,
        mutex: event.second,
        ok: event.ok,
        values: if unlocks { Vec::new() } else { event.values.clone() },
        taken: if is_unlock(event) && change.is_none() { dropped_at_once(facts, number) } else { None },
        change,
        woken,
        holders: if takes(event.action) && !event.ok { in_the_way(facts, number) } else { Vec::new() },
        permits,
        drawn: event.drawn,
        target: if event.action == Action::Unpark { of_object(facts, event.object) } else { None },
        stale: event.stale.as_ref().map(|stale| Stale {
            newest: stale.newest.clone(),
            written: facts.step_or_beginning(stale.written),
        }),
        process: messages::step(facts, number),
        meeting: matches!(facts.recording.slots[event.object].seed, Seed::Meeting(_)),
    }
}

fn is_unlock(event: &Event) -> bool {
    matches!(event.action, Action::Unlock | Action::Unread | Action::Unwrite)
}

/// Returns whether two adjacent events are a lock and its unlock.
pub(super) fn are_one(lock: &Event, unlock: &Event) -> bool {
    let same = lock.thread == unlock.thread && lock.object == unlock.object;
    is_unlock(unlock) && takes(lock.action) && lock.ok && same
}

/// The values that the holder of a lock found and left, if it changed them.
fn change(facts: &Facts<'_>, unlock: usize) -> Option<(String, String)> {
    let event = &facts.events()[unlock];
    let object = if event.action == Action::Wait { event.second? } else { event.object };
    let took = |earlier: &&Event| {
        let woke = matches!(earlier.action, Action::Wake(_)) && earlier.second == Some(object);
        earlier.thread == event.thread
            && (woke || earlier.object == object && takes(earlier.action) && earlier.ok)
    };
    let former = facts.events()[..unlock].iter().rev().find(took)?.values.last()?;
    let left = event.values.first()?;
    // Writing the same number again counts as an update; only reading a list does not.
    let number = left.parse::<i128>().is_ok();
    (former != left || event.wrote && number).then(|| (former.clone(), left.clone()))
}

/// The place where the guard dropped here was taken, if its thread did nothing in between. The renderer has the
/// source, and mentions the place only if nothing keeps the guard.
fn dropped_at_once(facts: &Facts<'_>, unlock: usize) -> Option<Place> {
    let event = &facts.events()[unlock];
    let own = |earlier: &&Event| earlier.thread == event.thread;
    let lock = facts.events()[..unlock].iter().rev().find(own).filter(|lock| are_one(lock, event));
    lock.map(|lock| lock.at.into())
}

/// The threads that hold the lock that a `try_` did not get.
fn in_the_way(facts: &Facts<'_>, number: usize) -> Vec<Tid> {
    let event = &facts.events()[number];
    let held = facts.accesses().into_iter().filter(|access| {
        let open = access.to.is_none_or(|to| to > number);
        access.object == event.object && access.from < number && open
    });
    held.map(|access| access.thread).collect()
}

/// A semaphore's count before and after, and the waiting threads, one of which can go on after a signal.
fn permits(facts: &Facts<'_>, number: usize) -> (Option<(usize, usize)>, Vec<Tid>) {
    let event = &facts.events()[number];
    let permits = facts.permits(number);
    let waiting = match permits {
        Some((0, _)) if event.action == Action::Release => {
            facts.standing_at(event.object, number, |action| action == Action::Acquire)
        }
        _ => Vec::new(),
    };
    (permits, waiting)
}

/// The thread that owns this object.
fn of_object(facts: &Facts<'_>, object: usize) -> Option<Tid> {
    let own = facts.recording.threads.iter().position(|thread| thread.object == Some(object));
    own.filter(|_| matches!(facts.state(object), State::Thread { .. }))
}
