//! A flag that announces a write to another thread, and does not order the two.

use std::sync::atomic::Ordering;

use super::{Entry, Pattern};
use crate::facts::Facts;
use crate::report::message::{object, say, thread};
use crate::run::step::{Ended, Event};
use crate::spec::Action;

pub(super) const RELEASE: Entry = Entry {
    name: "publication without release",
    meaning: "a flag announces a write, but the step that sets it does not release",
    find: |facts| find(facts, true, false),
};

pub(super) const ACQUIRE: Entry = Entry {
    name: "publication without acquire",
    meaning: "a flag announces a write, but the step that sees it does not acquire",
    find: |facts| find(facts, false, true),
};

pub(super) const BOTH: Entry = Entry {
    name: "publication without release and acquire",
    meaning: "a flag announces a write, but neither is it set with release nor seen with acquire",
    find: |facts| find(facts, true, true),
};

/// Finds a race on a cell with a flag between the accesses, which would order them if it were set with release and seen
/// with acquire, and of which these sides are missing.
fn find(facts: &Facts<'_>, release_missing: bool, acquire_missing: bool) -> Option<Pattern> {
    let Some(Ended::DataRace { first, second }) = facts.recording.ended else {
        return None;
    };
    let (one, other) = (facts.events().get(first)?, facts.events().get(second)?);
    let (set, seen) = flag(facts, first, second)?;
    let released = releases(facts.events(), first, set);
    let acquired = acquires(facts.events(), seen, second);
    if (released, acquired) != (!release_missing, !acquire_missing) {
        return None;
    }
    let (store, load) = (&facts.events()[set], &facts.events()[seen]);
    let (cell, flag) = (object(one.object), object(store.object));
    let mut sentence = say![
        thread(one.thread),
        " writes ",
        cell.clone(),
        " (",
        one.at,
        ") and then ",
        flag.clone(),
        " (",
        store.at,
        "), ",
        thread(other.thread),
        " sees ",
        flag,
        " (",
        load.at,
        "): ",
    ];
    let mut weak = Vec::new();
    if release_missing {
        weak.push(say!["the ", side(store, true), " of ", facts.step(set), " does not release"]);
    }
    if acquire_missing {
        weak.push(say!["the ", side(load, false), " of ", facts.step(seen), " does not acquire"]);
    }
    for (at, weak) in weak.into_iter().enumerate() {
        sentence = say![sentence, if at == 0 { "" } else { ", and " }, weak];
    }
    if acquire_missing && let Some(fence) = fence_before(facts.events(), seen) {
        sentence = say![sentence, " (the fence of ", facts.step(fence), " acquires for loads before it)"];
    }
    let note = say!["nothing orders this after ", facts.step(first)];
    let sentence = say![sentence, ", so ", cell, " may be seen as it was"];
    Some(Pattern::new(sentence).mark(second, note).citing([first, set, seen]))
}

/// The step that sets the flag, after `first` by its thread, and the step that sees it, before `second` by the other
/// thread. None if there are several flags, or if it is not certain that the value comes from there.
fn flag(facts: &Facts<'_>, first: usize, second: usize) -> Option<(usize, usize)> {
    let events = facts.events();
    let (writer, reader) = (events[first].thread, events[second].thread);
    if events[first].action != Action::CellWrite {
        return None;
    }
    let set_before = |seen: usize| {
        (first + 1..seen).rev().find(|&at| {
            events[at].thread == writer && stores(&events[at]) && events[at].object == events[seen].object
        })
    };
    let seen: Vec<usize> = (first + 1..second)
        .filter(|&at| events[at].thread == reader && loads(&events[at]) && set_before(at).is_some())
        .collect();
    let &last = seen.last()?;
    let set = set_before(last)?;
    let one_flag = seen.iter().all(|&at| events[at].object == events[last].object);
    let newest = seen.iter().all(|&at| events[at].stale.is_none());
    // An update by a third thread goes on with the release of the store; a store does not.
    let untouched = events[set + 1..last]
        .iter()
        .all(|event| event.object != events[last].object || !stores(event) || event.thread == reader);
    (one_flag && newest && untouched).then_some((set, last))
}

fn stores(event: &Event) -> bool {
    matches!(event.action, Action::Store(_) | Action::Update(_))
        || matches!(event.action, Action::CompareExchange(..)) && event.ok
}

fn loads(event: &Event) -> bool {
    matches!(event.action, Action::Load(_) | Action::Update(_) | Action::CompareExchange(..))
}

/// The ordering with which `event` loads or stores.
fn ordering(event: &Event) -> Option<Ordering> {
    match event.action {
        Action::Load(order) | Action::Store(order) | Action::Update(order) => Some(order),
        Action::CompareExchange(success, failure) => Some(if event.ok { success } else { failure }),
        _ => None,
    }
}

/// Returns whether the write `first` is released: by the step that sets the flag, or by a fence between the two.
fn releases(events: &[Event], first: usize, set: usize) -> bool {
    let strong = |order| matches!(order, Ordering::Release | Ordering::AcqRel | Ordering::SeqCst);
    let fenced = |event: &Event| {
        event.thread == events[set].thread && matches!(event.action, Action::Fence(order) if strong(order))
    };
    ordering(&events[set]).is_some_and(strong) || events[first + 1..set].iter().any(fenced)
}

/// Returns whether the access `second` acquires: by the step that sees the flag, or by a fence between the two.
fn acquires(events: &[Event], seen: usize, second: usize) -> bool {
    let fenced = |event: &Event| event.thread == events[seen].thread && acquiring(event);
    ordering(&events[seen]).is_some_and(is_acquire) || events[seen + 1..second].iter().any(fenced)
}

fn is_acquire(order: Ordering) -> bool {
    matches!(order, Ordering::Acquire | Ordering::AcqRel | Ordering::SeqCst)
}

fn acquiring(event: &Event) -> bool {
    matches!(event.action, Action::Fence(order) if is_acquire(order))
}

/// The acquiring fence that the thread of `seen` passed just before it.
fn fence_before(events: &[Event], seen: usize) -> Option<usize> {
    let own = events[..seen].iter().rposition(|event| event.thread == events[seen].thread)?;
    acquiring(&events[own]).then_some(own)
}

/// The operation with its ordering, as one of the two sides: `exchange, Relaxed on success,`.
fn side(event: &Event, stores: bool) -> String {
    let order = ordering(event).map_or_else(String::new, |order| format!("{order:?}"));
    match event.action {
        Action::Store(_) => format!("{order} store"),
        Action::Load(_) => format!("{order} load"),
        Action::CompareExchange(..) if event.ok || stores => format!("exchange, {order} on success,"),
        Action::CompareExchange(..) => format!("exchange, {order} on failure,"),
        _ => format!("{order} update"),
    }
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
        assert_eq!(name_of_race(&not_acquired), "publication without acquire");
        let neither =
            [WRITE, (1, Action::Store(Relaxed), 1, true), (2, Action::Update(Relaxed), 1, true), READ];
        assert_eq!(name_of_race(&neither), "publication without release and acquire");
    }

    #[test]
    fn a_fence_before_the_store_releases_and_one_after_the_load_acquires() {
        let (set, seen) = ((1, Action::Store(Relaxed), 1, true), (2, Action::Load(Relaxed), 1, true));
        let (release, acquire) = ((1, Action::Fence(Release), 1, true), (2, Action::Fence(Acquire), 1, true));
        assert_eq!(name_of_race(&[WRITE, release, set, seen, READ]), "publication without acquire");
        assert_eq!(name_of_race(&[WRITE, set, seen, acquire, READ]), "publication without release");
        assert_eq!(
            name_of_race(&[WRITE, set, acquire, seen, READ]),
            "publication without release and acquire"
        );
        assert_eq!(
            name_of_race(&[WRITE, set, release, seen, READ]),
            "publication without release and acquire"
        );
        assert_eq!(name_of_race(&[WRITE, release, set, seen, acquire, READ]), "data race");
    }

    #[test]
    fn an_exchange_counts_with_the_ordering_of_its_outcome() {
        let set = (1, Action::Store(Release), 1, true);
        let exchange = |ok| (2, Action::CompareExchange(Relaxed, Acquire), 1, ok);
        assert_eq!(name_of_race(&[WRITE, set, exchange(true), READ]), "publication without acquire");
        assert_eq!(name_of_race(&[WRITE, set, exchange(false), READ]), "data race");
    }

    #[test]
    fn a_value_that_a_third_thread_may_have_stored_says_nothing() {
        let set = (1, Action::Store(Relaxed), 1, true);
        let third = (3, Action::Store(Relaxed), 1, true);
        assert_eq!(
            name_of_race(&[WRITE, set, third, (2, Action::Load(Relaxed), 1, true), READ]),
            "data race"
        );
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
