//! Patterns of executions that do not end: all busy and none gets on, or one always too late.

use std::collections::BTreeSet;
use std::panic::Location;

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
    if let Some(sentence) = livelock(facts, from, to) {
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

/// All in the loop `from..to` want what another one in it has: who wants what.
fn livelock(facts: &Facts<'_>, from: usize, to: usize) -> Option<String> {
    let threads: BTreeSet<Tid> = facts.events()[from..to].iter().map(|event| event.thread).collect();
    let wants = |&thread: &Tid| {
        let own = |at: &usize| facts.events()[*at].thread == thread && tried_in_vain(&facts.events()[*at]);
        let tried = (from..to).find(own)?;
        // What nobody in the loop has will not come from there.
        let by = keeper(facts, tried).filter(|by| *by != thread && threads.contains(by))?;
        let event = &facts.events()[tried];
        Some(format!(
            "{} wants {{o{}}} ({}), which {} has",
            name(thread),
            event.object,
            at(event.at),
            name(by)
        ))
    };
    let wants: Vec<String> = threads.iter().map(wants).collect::<Option<_>>()?;
    (wants.len() >= 2).then(|| format!("{}: each tries again and again, and none gets on", wants.join("; ")))
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

/// What is looked at in a loop that nobody in it changes.
pub(crate) struct Vain {
    pub(crate) threads: BTreeSet<Tid>,
    pub(crate) at: &'static Location<'static>,
    pub(crate) object: usize,
    pub(crate) value: Option<String>,
    /// The event that made it so, unless it was so from the beginning.
    pub(crate) since: Option<usize>,
}

/// What the first look of the loop `from..to` finds each time, unless it is a livelock.
pub(crate) fn in_vain(facts: &Facts<'_>, from: usize, to: usize) -> Option<Vain> {
    if livelock(facts, from, to).is_some() {
        return None;
    }
    let (before, round) = (&facts.events()[..from], &facts.events()[from..to]);
    let look = round.iter().find(|event| looks(event))?;
    let same = |event: &&Event| event.object == look.object;
    if round.iter().filter(same).any(changes) {
        return None;
    }
    let lookers = round.iter().filter(same).filter(|event| looks(event));
    Some(Vain {
        threads: lookers.map(|event| event.thread).collect(),
        at: look.at,
        object: look.object,
        value: look.values.first().cloned(),
        since: before.iter().rposition(|event| event.object == look.object && changes(event)),
    })
}

/// Whether the event reads, and leaves what it reads as it is: a swap of `true` for `true`, too.
fn looks(event: &Event) -> bool {
    let reads = matches!(event.action, Action::Load(_) | Action::CellRead | Action::CompareExchange(..));
    reads && !changes(event) || changes_nothing(event)
}

/// Whether the event is an update that leaves the value as it was.
fn changes_nothing(event: &Event) -> bool {
    let same = event.values.len() == 2 && event.values.first() == event.values.last();
    same && matches!(event.action, Action::Update(_))
}

/// The thread that has what event `tried` did not get: it took or changed it last.
fn keeper(facts: &Facts<'_>, tried: usize) -> Option<Tid> {
    let wanted = facts.events()[tried].object;
    let got = |event: &&Event| {
        let permit = matches!(event.action, Action::Acquire | Action::TryAcquire) && event.ok;
        event.object == wanted && (permit || changes(event))
    };
    facts.events()[..tried].iter().rev().find(got).map(|event| event.thread)
}

/// Whether the event changes what others can see.
fn changes(event: &Event) -> bool {
    let updates = matches!(event.action, Action::Update(_)) && !changes_nothing(event);
    let writes = updates || matches!(event.action, Action::Store(_) | Action::CellWrite);
    let exchanges = matches!(event.action, Action::CompareExchange(..) | Action::TryAcquire) && event.ok;
    writes || exchanges || takes(event.action) && event.ok
}

/// Whether the event is an attempt that failed.
fn tried_in_vain(event: &Event) -> bool {
    changes_nothing(event)
        || !event.ok
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
