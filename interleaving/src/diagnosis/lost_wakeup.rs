//! A notification that came before its waiter slept.

use super::{Entry, Pattern};
use crate::facts::{Access, Facts, is_notify};
use crate::report::message::{object, say, thread};
use crate::run::step::{Ended, Event};

pub(super) const ENTRY: Entry = Entry {
    name: "lost wakeup",
    meaning: "a thread notifies before the other one waits; a notification is not remembered, so it sleeps for ever",
    find,
};

fn find(facts: &Facts<'_>) -> Option<Pattern> {
    if facts.recording.ended != Some(Ended::Deadlock) {
        return None;
    }
    let events = facts.events();
    facts.sleepers().into_iter().find_map(|(me, condvar, wait)| {
        let notifies = |event: &Event| is_notify(event) && event.object == condvar && event.thread != me;
        if events[wait..].iter().any(notifies) {
            return None;
        }
        let early = events[..wait].iter().rposition(|event| notifies(event) && event.woken.is_empty())?;
        // If a thread has used what the notification announced, nothing was lost.
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
        let sentence = say![
            thread(events[early].thread),
            " notified ",
            object(condvar),
            " (",
            events[early].at,
            ") before ",
            thread(me),
            " slept (",
            events[wait].at,
            "): a notification is not remembered",
        ];
        let looked = events[..early].iter().any(|event| event.thread == me && !is_notify(event));
        let pattern = Pattern::new(sentence);
        Some(if looked {
            let note = say![thread(me), " is about to sleep, but does not sleep yet"];
            pattern.mark(early, note).citing([wait])
        } else {
            let note = say!["falls asleep after the notification of ", facts.step(early)];
            pattern.mark(wait, note).citing([early])
        })
    })
}
