//! Once and OnceLock.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use interleaving::report::FailureKind;
use interleaving::sync::{Once, OnceLock};
use interleaving::{actor, concurrently, survives};

use crate::{all, both, both_may_panic, fails, outcomes};

#[test]
fn one_thread_runs_the_closure_and_the_others_wait() {
    both(|| {
        let (once, runs, done) = (Once::new(), AtomicUsize::new(0), AtomicUsize::new(0));
        let call = || {
            once.call_once(|| {
                runs.fetch_add(1, SeqCst);
                interleaving::thread::yield_now();
                done.fetch_add(1, SeqCst);
            });
            assert_eq!(done.load(SeqCst), 1);
        };
        concurrently([actor("one", call), actor("two", call)]);
        assert_eq!(runs.load(SeqCst), 1);
        assert!(once.is_completed());
    });
}

#[test]
fn a_closure_that_is_running_is_not_completed() {
    both(|| {
        let once = Once::new();
        assert!(!once.is_completed());
        once.call_once(|| assert!(!once.is_completed()));
    });
}

#[test]
fn a_panic_poisons_a_once_until_it_is_forced() {
    both_may_panic(|| {
        let once = Once::new();
        assert_eq!(survives(|| once.call_once(|| panic!("on purpose"))), None);
        assert!(!once.is_completed());
        assert_eq!(survives(|| once.call_once(|| unreachable!("it is poisoned"))), None);
        once.call_once_force(|state| assert!(state.is_poisoned()));
        once.call_once(|| unreachable!("it is done"));
        once.call_once_force(|_| unreachable!("it is done"));
        assert!(once.is_completed());
    });
}

#[test]
fn a_once_within_itself_is_a_deadlock() {
    let failure = fails(all(), || {
        let once = Once::new();
        once.call_once(|| once.call_once(|| {}));
    });
    assert_eq!(failure.kind(), FailureKind::Deadlock);
}

#[test]
fn a_once_lock_is_set_once() {
    both(|| {
        let cell = OnceLock::new();
        let set = |value| cell.set(value).is_ok();
        let set = concurrently([actor("set 1", || set(1)), actor("set 2", || set(2))]);
        assert_ne!(set[0], set[1]);
        assert_eq!(cell.get(), Some(if set[0] { &1 } else { &2 }));
    });
    both(|| {
        let mut cell = OnceLock::from(3);
        assert_eq!(cell.set(4), Err(4));
        *cell.get_mut().unwrap() += 1;
        assert_eq!(cell.clone().into_inner(), Some(4));
        assert_eq!(cell.take(), Some(4));
        assert_eq!(cell.get(), None);
        assert_eq!(cell.take(), None);
        assert_eq!(cell.get_or_init(|| 5), &5);
        assert_eq!(cell, OnceLock::from(5));
    });
}

#[test]
fn all_threads_see_the_value_that_one_made() {
    let seen = outcomes(all(), || {
        let cell = OnceLock::new();
        let get = |value| *cell.get_or_init(|| value);
        let got = concurrently([actor("get 1", || get(1)), actor("get 2", || get(2))]);
        assert_eq!(got[0], got[1]);
        got[0]
    });
    assert_eq!(seen.len(), 2);
}

#[test]
fn an_initialiser_that_panics_leaves_the_cell_empty() {
    both_may_panic(|| {
        let cell = OnceLock::new();
        let panicked = survives(|| *cell.get_or_init(|| panic!("on purpose")));
        assert_eq!(panicked, None::<u32>);
        assert_eq!(cell.get(), None);
        assert_eq!(cell.get_or_init(|| 1), &1);
    });
}
