//! A thread always tries too late, while the others make progress.

use std::collections::BTreeSet;

use super::{Entry, Pattern};
use crate::facts::{Facts, changes, tried_in_vain};
use crate::report::message::{say, thread};
use crate::run::step::Ended;
use crate::spec::Tid;

pub(super) const ENTRY: Entry = Entry {
    name: "starvation",
    meaning: "a thread tries for ever and always finds that other threads were there first",
    find,
};

fn find(facts: &Facts<'_>) -> Option<Pattern> {
    if facts.recording.ended != Some(Ended::NeverFinishes) {
        return None;
    }
    let round = facts.round();
    let threads: BTreeSet<Tid> = round.iter().map(|event| event.thread).collect();
    let works = |thread: Tid| round.iter().any(|event| event.thread == thread && changes(event));
    let (busy, idle): (Vec<Tid>, Vec<Tid>) = threads.iter().partition(|&&thread| works(thread));
    let fails = |thread: Tid| round.iter().find(|event| event.thread == thread && tried_in_vain(event));
    let (&starved, tried) = idle.iter().find_map(|thread| Some((thread, fails(*thread)?)))?;
    if busy.is_empty() {
        return None;
    }
    let sentence = say![
        thread(starved),
        " tries again and again (",
        tried.at,
        ") and always finds that other threads were there first",
    ];
    Some(Pattern::new(sentence))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering::SeqCst;

    use crate::diagnosis::tests::name_of_loop;
    use crate::spec::Action;

    #[test]
    fn a_thread_that_always_comes_too_late_starves() {
        let lock = [(1, Action::Lock, 0, true), (2, Action::TryLock, 0, false), (1, Action::Unlock, 0, true)];
        assert_eq!(name_of_loop(&lock), Some("starvation"));
        let exchange =
            [(1, Action::Update(SeqCst), 1, true), (2, Action::CompareExchange(SeqCst, SeqCst), 1, false)];
        assert_eq!(name_of_loop(&exchange), Some("starvation"));
    }

    #[test]
    fn a_thread_that_reads_while_others_work_does_not_starve() {
        let reads = [(1, Action::Update(SeqCst), 1, true), (2, Action::Load(SeqCst), 1, true)];
        assert_eq!(name_of_loop(&reads), None);
        assert_eq!(name_of_loop(&[(2, Action::TryLock, 0, false)]), None);
    }
}
