//! Patterns of executions that do not end: all busy and none gets on, or one always too late.

use std::collections::BTreeSet;

use super::Pattern;
use super::facts::{Facts, at, name, takes};
use crate::run::world::Event;
use crate::spec::{Action, Tid};

/// Events `from..to` repeat for ever.
pub(super) fn repeating(facts: &Facts<'_>, from: usize, to: usize) -> Option<Pattern> {
    let round = &facts.events()[from..to];
    let threads: BTreeSet<Tid> = round.iter().map(|event| event.thread).collect();
    let changes = |thread: Tid| round.iter().any(|event| event.thread == thread && changes(event));
    let (busy, idle): (Vec<Tid>, Vec<Tid>) = threads.iter().partition(|&&thread| changes(thread));
    let fails = |thread: Tid| round.iter().position(|event| event.thread == thread && tried_in_vain(event));
    if threads.len() >= 2 && threads.iter().all(|&thread| fails(thread).is_some()) {
        let places: Vec<String> = threads
            .iter()
            .filter_map(|&thread| {
                fails(thread).map(|place| format!("{} ({})", name(thread), at(round[place].at)))
            })
            .collect();
        let sentence = format!(
            "{} try again and again what the others keep from them, and none gets on",
            places.join(" and ")
        );
        return Some(Pattern::new("livelock", sentence));
    }
    let (&starved, place) = idle.iter().find_map(|thread| Some((thread, fails(*thread)?)))?;
    if busy.is_empty() {
        return None;
    }
    let sentence = format!(
        "{} tries again and again ({}) and always finds that others were there first",
        name(starved),
        at(round[place].at)
    );
    Some(Pattern::new("starvation", sentence))
}

/// `thread` alone repeats the events `from..to`, and others could go on.
pub(super) fn without_yield(facts: &Facts<'_>, thread: Tid, from: usize, to: usize) -> Option<Pattern> {
    let look = facts.events()[from..to].iter().find(|event| event.thread == thread)?;
    let sentence = format!(
        "{} looks at {{o{}}} again and again ({}), and whoever could change it does not get to run",
        name(thread),
        look.object,
        at(look.at)
    );
    Some(Pattern::new("busy waiting without a yield", sentence))
}

/// Whether the event changes what others can see.
fn changes(event: &Event) -> bool {
    let writes = matches!(event.action, Action::Store(_) | Action::Update(_) | Action::CellWrite);
    let exchanges = matches!(event.action, Action::CompareExchange(..) | Action::TryAcquire) && event.ok;
    writes || exchanges || takes(event.action) && event.ok
}

/// Whether the event is an attempt that failed.
fn tried_in_vain(event: &Event) -> bool {
    !event.ok
        && matches!(
            event.action,
            Action::TryLock
                | Action::TryRead
                | Action::TryWrite
                | Action::TryAcquire
                | Action::CompareExchange(..)
        )
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering::SeqCst;

    use super::*;
    use crate::diagnosis::recorded::{Step, recording};
    use crate::oracle::Goal;
    use crate::run::world::Ended;
    use crate::spec::Seed;

    fn name(steps: &[Step]) -> Option<&'static str> {
        let recording = recording(Ended::NeverFinishes, &[Seed::Mutex, Seed::Atomic], steps);
        let facts = Facts::new(&recording, Goal::Always, "tests.rs");
        repeating(&facts, 0, steps.len()).map(|pattern| pattern.name)
    }

    #[test]
    fn one_who_always_comes_too_late_starves() {
        let lock = [(1, Action::Lock, 0, true), (2, Action::TryLock, 0, false), (1, Action::Unlock, 0, true)];
        assert_eq!(name(&lock), Some("starvation"));
        let exchange =
            [(1, Action::Update(SeqCst), 1, true), (2, Action::CompareExchange(SeqCst, SeqCst), 1, false)];
        assert_eq!(name(&exchange), Some("starvation"));
    }

    #[test]
    fn one_who_looks_while_others_work_does_not_starve() {
        assert_eq!(name(&[(1, Action::Update(SeqCst), 1, true), (2, Action::Load(SeqCst), 1, true)]), None);
        assert_eq!(name(&[(2, Action::TryLock, 0, false)]), None);
    }
}
