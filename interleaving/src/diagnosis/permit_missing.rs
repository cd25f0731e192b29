//! A thread waits for a permit that no thread will give.

use super::{Entry, Pattern};
use crate::facts::Facts;
use crate::report::message::{object, say, thread};
use crate::run::step::{Ended, Pending};
use crate::spec::{Action, Seed, Tid};

pub(super) const ENTRY: Entry = Entry {
    name: "semaphore count wrong",
    meaning: "permits are not given back, are given twice, or fewer are given than threads wait for",
    find,
};

/// Finds a thread that waits for a permit that no thread is left to give, while no thread waits for it in turn.
fn find(facts: &Facts<'_>) -> Option<Pattern> {
    if facts.recording.ended != Some(Ended::Deadlock) {
        return None;
    }
    facts.blocked().into_iter().find_map(|(me, pending)| {
        let semaphore = pending.object;
        let Seed::Semaphore(initial) = facts.recording.slots[semaphore].seed else {
            return None;
        };
        if pending.action != Action::Acquire || facts.is_tests(pending.at) {
            return None;
        }
        // A thread that waits for this one may be the thread that would have signalled.
        let holds = |object: usize| facts.holders(object).iter().any(|&(holder, _)| holder == me);
        if facts.blocked().iter().any(|&(other, ref waits)| other != me && holds(waits.object)) {
            return None;
        }
        if initial > 0 {
            never_given_back(facts, me, semaphore)
        } else {
            never_signalled(facts, me, &pending)
        }
    })
}

/// A thread ended without returning a permit.
fn never_given_back(facts: &Facts<'_>, me: Tid, semaphore: usize) -> Option<Pattern> {
    let finished = |holder: Tid| facts.recording.threads[holder].finished;
    let kept = facts.holders(semaphore).into_iter().find(|&(holder, _)| finished(holder));
    let (holder, taken) = kept?;
    let sentence = say![
        thread(holder),
        " took a permit of ",
        object(semaphore),
        " (",
        facts.events()[taken].at,
        ") and ended without a signal; ",
        thread(me),
        " waits for it",
    ];
    Some(Pattern::new(sentence).mark(taken, say![thread(holder), " never gives this permit back"]))
}

/// All signals were used, and a thread waits for one more.
fn never_signalled(facts: &Facts<'_>, me: Tid, pending: &Pending) -> Option<Pattern> {
    let semaphore = pending.object;
    let count = |wanted: fn(Action) -> bool| {
        let own = facts.events().iter().filter(|event| event.object == semaphore && event.ok);
        own.filter(|event| wanted(event.action)).count()
    };
    let signals = count(|action| action == Action::Release);
    let waits = count(|action| matches!(action, Action::Acquire | Action::TryAcquire));
    if signals != waits {
        return None;
    }
    let waiting = facts.blocked().iter().filter(|(_, other)| other.object == semaphore).count();
    let sentence = say![
        object(semaphore),
        format!(" was {}, and {} wanted: ", signalled(signals), permits(waits + waiting)),
        thread(me),
        " waits (",
        pending.at,
        ") for one that no thread gives",
    ];
    Some(Pattern::new(sentence))
}

fn signalled(count: usize) -> String {
    match count {
        0 => "never signalled".to_owned(),
        1 => "signalled once".to_owned(),
        2 => "signalled twice".to_owned(),
        more => format!("signalled {more} times"),
    }
}

fn permits(count: usize) -> String {
    if count == 1 { "one permit is".to_owned() } else { format!("{count} permits are") }
}
