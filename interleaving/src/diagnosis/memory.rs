//! Patterns of plain memory: accesses that nothing orders.

use std::sync::atomic::Ordering;

use super::Pattern;
use super::facts::{Facts, at, name};
use crate::spec::Action;

/// Two accesses to a cell that nothing orders; with a flag between them that could have, had it been
/// released and acquired, it is a publication without release.
pub(super) fn race(facts: &Facts<'_>, first: usize, second: usize) -> Option<Pattern> {
    let (one, other) = (facts.events().get(first)?, facts.events().get(second)?);
    let does = |event: &crate::run::world::Event| {
        if event.action == Action::CellWrite { "writes" } else { "reads" }
    };
    let object = one.object;
    let (a, b) = (name(one.thread), name(other.thread));
    let note = format!("nothing orders this after {}", facts.step(first));
    if let Some((store, load)) = flag(facts, first, second) {
        let (store, load) = (&facts.events()[store], &facts.events()[load]);
        let weak =
            if releases(store.action) { "the load does not acquire" } else { "the store does not release" };
        let sentence = format!(
            "{a} writes {{o{object}}} ({}) and then {{o{}}} ({}), {b} sees {{o{}}} ({}): {weak}, so {{o{object}}} may be seen as it was",
            at(one.at),
            store.object,
            at(store.at),
            load.object,
            at(load.at),
        );
        return Some(
            Pattern::new("publication without release", sentence).mark(second, note).citing([first]),
        );
    }
    let sentence = format!(
        "{a} {} {{o{object}}} ({}), {b} {} it ({}), and nothing orders the two",
        does(one),
        at(one.at),
        does(other),
        at(other.at),
    );
    Some(Pattern::new("data race", sentence).mark(second, note).citing([first]))
}

/// A store after `first` by its thread and a load of it before `second` by the other.
fn flag(facts: &Facts<'_>, first: usize, second: usize) -> Option<(usize, usize)> {
    let events = facts.events();
    let (writer, reader) = (events[first].thread, events[second].thread);
    if events[first].action != Action::CellWrite {
        return None;
    }
    let stores = |event: &crate::run::world::Event| {
        matches!(event.action, Action::Store(_) | Action::Update(_) | Action::CompareExchange(..)) && event.ok
    };
    let loads = |event: &crate::run::world::Event| {
        matches!(event.action, Action::Load(_) | Action::Update(_) | Action::CompareExchange(..))
    };
    let load = (first + 1..second).rev().find(|&at| {
        events[at].thread == reader
            && loads(&events[at])
            && (first + 1..at).any(|store| {
                events[store].thread == writer
                    && stores(&events[store])
                    && events[store].object == events[at].object
            })
    })?;
    let store = (first + 1..load).rev().find(|&at| {
        events[at].thread == writer && stores(&events[at]) && events[at].object == events[load].object
    })?;
    let weak = !releases(events[store].action) || !acquires(events[load].action);
    weak.then_some((store, load))
}

fn releases(action: Action) -> bool {
    let (Action::Store(order) | Action::Update(order) | Action::CompareExchange(order, _)) = action else {
        return false;
    };
    matches!(order, Ordering::Release | Ordering::AcqRel | Ordering::SeqCst)
}

fn acquires(action: Action) -> bool {
    let (Action::Load(order) | Action::Update(order) | Action::CompareExchange(order, _)) = action else {
        return false;
    };
    matches!(order, Ordering::Acquire | Ordering::AcqRel | Ordering::SeqCst)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

    use super::*;
    use crate::diagnosis::recorded::{Step, recording};
    use crate::oracle::Goal;
    use crate::run::world::Ended;
    use crate::spec::Seed;

    /// The name of a race between the first and the last step, on the cell 0 with the flag 1.
    fn name(steps: &[Step]) -> &'static str {
        let ended = Ended::DataRace { first: 0, second: steps.len() - 1 };
        let recording = recording(ended, &[Seed::Cell, Seed::Atomic], steps);
        let facts = Facts::new(&recording, Goal::Always, "tests.rs");
        race(&facts, 0, steps.len() - 1).unwrap().name
    }

    const WRITE: Step = (1, Action::CellWrite, 0, true);
    const READ: Step = (2, Action::CellRead, 0, true);

    #[test]
    fn accesses_with_nothing_between_are_a_race() {
        assert_eq!(name(&[WRITE, READ]), "data race");
        assert_eq!(name(&[WRITE, (2, Action::CellWrite, 0, true)]), "data race");
    }

    #[test]
    fn a_flag_that_does_not_order_is_a_publication_without_release() {
        let relaxed =
            [WRITE, (1, Action::Store(Relaxed), 1, true), (2, Action::Load(Acquire), 1, true), READ];
        assert_eq!(name(&relaxed), "publication without release");
        let not_acquired =
            [WRITE, (1, Action::Store(Release), 1, true), (2, Action::Load(Relaxed), 1, true), READ];
        assert_eq!(name(&not_acquired), "publication without release");
    }

    #[test]
    fn a_flag_that_was_read_too_early_publishes_nothing() {
        let early = [WRITE, (2, Action::Load(Acquire), 1, true), (1, Action::Store(Relaxed), 1, true), READ];
        assert_eq!(name(&early), "data race");
        let ordered =
            [WRITE, (1, Action::Store(Release), 1, true), (2, Action::Load(Acquire), 1, true), READ];
        assert_eq!(name(&ordered), "data race");
    }
}
