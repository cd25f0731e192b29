//! A flag that announces a write to another thread, and does not order the two.

use std::sync::atomic::Ordering;

use super::{Entry, Pattern};
use crate::facts::Facts;
use crate::report::message::{object, say, thread};
use crate::run::step::{Ended, Event};
use crate::spec::Action;

pub(super) const ENTRY: Entry = Entry {
    name: "publication without release",
    meaning: "a flag announces a write, but its store does not release or its load does not acquire",
    find,
};

/// Finds a race on a cell with a flag between the accesses: with a release and an acquire, the flag would order
/// them.
fn find(facts: &Facts<'_>) -> Option<Pattern> {
    let Some(Ended::DataRace { first, second }) = facts.recording.ended else {
        return None;
    };
    let (one, other) = (facts.events().get(first)?, facts.events().get(second)?);
    let (store, load) = flag(facts, first, second)?;
    let (store, load) = (&facts.events()[store], &facts.events()[load]);
    let weak =
        if releases(store.action) { "the load does not acquire" } else { "the store does not release" };
    let cell = object(one.object);
    let sentence = say![
        thread(one.thread),
        " writes ",
        cell.clone(),
        " (",
        one.at,
        ") and then ",
        object(store.object),
        " (",
        store.at,
        "), ",
        thread(other.thread),
        " sees ",
        object(load.object),
        " (",
        load.at,
        "): ",
        weak,
        ", so ",
        cell,
        " may be seen as it was",
    ];
    let note = say!["nothing orders this after ", facts.step(first)];
    Some(Pattern::new(sentence).mark(second, note).citing([first]))
}

/// Finds a store after `first` by its thread, and a load of it before `second` by the other thread.
fn flag(facts: &Facts<'_>, first: usize, second: usize) -> Option<(usize, usize)> {
    let events = facts.events();
    let (writer, reader) = (events[first].thread, events[second].thread);
    if events[first].action != Action::CellWrite {
        return None;
    }
    let stores = |event: &Event| {
        matches!(event.action, Action::Store(_) | Action::Update(_) | Action::CompareExchange(..)) && event.ok
    };
    let loads = |event: &Event| {
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

    use crate::diagnosis::tests::name_of_race;
    use crate::facts::recorded::Step;
    use crate::spec::Action;

    const WRITE: Step = (1, Action::CellWrite, 0, true);
    const READ: Step = (2, Action::CellRead, 0, true);

    #[test]
    fn accesses_with_nothing_between_are_a_race() {
        assert_eq!(name_of_race(&[WRITE, READ]), "data race");
        assert_eq!(name_of_race(&[WRITE, (2, Action::CellWrite, 0, true)]), "data race");
    }

    #[test]
    fn a_flag_that_does_not_order_is_a_publication_without_release() {
        let relaxed =
            [WRITE, (1, Action::Store(Relaxed), 1, true), (2, Action::Load(Acquire), 1, true), READ];
        assert_eq!(name_of_race(&relaxed), "publication without release");
        let not_acquired =
            [WRITE, (1, Action::Store(Release), 1, true), (2, Action::Load(Relaxed), 1, true), READ];
        assert_eq!(name_of_race(&not_acquired), "publication without release");
    }

    #[test]
    fn a_flag_that_was_read_too_early_publishes_nothing() {
        let early = [WRITE, (2, Action::Load(Acquire), 1, true), (1, Action::Store(Relaxed), 1, true), READ];
        assert_eq!(name_of_race(&early), "data race");
        let ordered =
            [WRITE, (1, Action::Store(Release), 1, true), (2, Action::Load(Acquire), 1, true), READ];
        assert_eq!(name_of_race(&ordered), "data race");
    }
}
