//! Threads: their ends, names, handles, tokens and scopes.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use interleaving::report::FailureKind;
use interleaving::sync::{Arc, Mutex};
use interleaving::thread::{self, Builder};
use interleaving::time::Duration;
use interleaving::{actor, concurrently};

use crate::{all, both, both_may_panic, fails, outcomes, passes};

#[test]
fn join_gives_the_answer_or_the_panic() {
    both_may_panic(|| {
        assert_eq!(thread::spawn(|| 7).join().unwrap(), 7);
        let payload = thread::spawn(|| panic!("on purpose")).join().unwrap_err();
        assert_eq!(payload.downcast_ref::<&str>(), Some(&"on purpose"));
    });
}

#[test]
fn a_panic_in_any_thread_fails_the_check() {
    let failure = fails(all(), || drop(thread::spawn(|| panic!("somewhere")).join()));
    assert_eq!((failure.kind(), &*failure.headline()), (FailureKind::Panic, "somewhere"));
    let detached = fails(all(), || drop(thread::spawn(|| panic!("unheard"))));
    assert_eq!(detached.headline(), "unheard");
}

#[test]
fn a_thread_has_its_name_and_identity() {
    both(|| {
        let named = Builder::new().name("worker".to_owned()).spawn(|| {
            let own = thread::current();
            (own.name().map(str::to_owned), own.id())
        });
        let named = named.unwrap();
        let (id, name) = (named.thread().id(), named.thread().name().map(str::to_owned));
        let (own_name, own_id) = named.join().unwrap();
        assert_eq!((own_name.as_deref(), name.as_deref(), own_id), (Some("worker"), Some("worker"), id));
        let unnamed = thread::spawn(|| thread::current().name().map(str::to_owned)).join().unwrap();
        assert_eq!(unnamed, None);
        assert_ne!(thread::current().id(), id);
        assert_eq!(thread::current().id(), thread::current().id());
    });
}

#[test]
fn tokens_given_before_the_park_count_as_one() {
    both(|| {
        let parked = thread::spawn(thread::park);
        parked.thread().unpark();
        parked.join().unwrap();
    });
    both(|| {
        thread::current().unpark();
        thread::current().unpark();
        thread::park();
        thread::park_timeout(Duration::from_millis(1));
    });
    let failure = fails(all(), || {
        thread::current().unpark();
        thread::current().unpark();
        thread::park();
        thread::park();
    });
    assert_eq!(failure.kind(), FailureKind::Deadlock);
}

#[test]
fn a_scope_lends_to_its_threads_and_waits_for_them() {
    both(|| {
        let (mut left, mut right) = (0, 0);
        let total = AtomicUsize::new(0);
        let answer = thread::scope(|scope| {
            scope.spawn(|| left = 1);
            let joined = scope.spawn(|| {
                right = 2;
                total.fetch_add(1, SeqCst)
            });
            joined.join().unwrap()
        });
        assert_eq!((left, right, answer, total.load(SeqCst)), (1, 2, 0, 1));
    });
}

#[test]
fn a_scope_panics_for_a_thread_that_was_not_joined() {
    both_may_panic(|| {
        let outcome =
            interleaving::survives(|| thread::scope(|scope| drop(scope.spawn(|| panic!("on purpose")))));
        assert_eq!(outcome, None);
        let joined = thread::scope(|scope| scope.spawn(|| panic!("on purpose")).join().is_err());
        assert!(joined);
    });
}

#[test]
fn threads_start_threads() {
    both(|| {
        let total = Arc::new(Mutex::new(0));
        let inner = Arc::clone(&total);
        thread::spawn(move || {
            let children = [1, 2].map(|value| {
                let total = Arc::clone(&inner);
                thread::spawn(move || *total.lock().unwrap() += value)
            });
            children.into_iter().for_each(|child| child.join().unwrap());
        })
        .join()
        .unwrap();
        assert_eq!(*total.lock().unwrap(), 3);
    });
}

#[test]
fn a_thread_that_is_never_joined_is_explored_to_its_end() {
    let failure = fails(all(), || {
        let total = Arc::new(Mutex::new(0));
        let shared = Arc::clone(&total);
        drop(thread::spawn(move || {
            *shared.lock().unwrap() += 1;
            assert_eq!(*shared.lock().unwrap(), 1, "after the body's end");
        }));
        *total.lock().unwrap() += 1;
    });
    assert!(failure.headline().contains("after the body's end"));
}

#[test]
fn a_detached_thread_can_deadlock_alone() {
    let failure = fails(all(), || {
        drop(thread::spawn(|| {
            let lock = Mutex::new(());
            let _held = lock.lock();
            drop(lock.lock());
        }));
    });
    assert_eq!(failure.kind(), FailureKind::Deadlock);
    passes(all(), || drop(thread::spawn(|| {})));
}

#[test]
fn is_finished_may_be_seen_both_ways() {
    both(|| {
        let handle = thread::spawn(|| {});
        while !handle.is_finished() {
            thread::yield_now();
        }
        handle.join().unwrap();
    });
    let seen = outcomes(all(), || {
        let counter = Arc::new(Mutex::new(0));
        let shared = Arc::clone(&counter);
        let handle = thread::spawn(move || *shared.lock().unwrap() += 1);
        let finished = handle.is_finished();
        handle.join().unwrap();
        finished
    });
    assert_eq!(seen.len(), 2);
}

#[test]
fn a_model_thread_has_a_large_stack() {
    fn deep(left: usize) -> usize {
        let room = std::hint::black_box([left; 128]);
        if left == 0 { room[0] } else { deep(left - 1) + room[1] - left + 1 }
    }
    // 150 frames of more than a kilobyte.
    both(|| assert_eq!(thread::spawn(|| deep(150)).join().unwrap(), 150));
}

#[test]
fn sixty_four_threads_are_explored() {
    let report = all().budget(interleaving::Budget::QUICK).explore(|| {
        let lock = Mutex::new(0);
        concurrently((0..64).map(|_| actor("add", || *lock.lock().unwrap() += 1)));
        assert_eq!(lock.into_inner().unwrap(), 64);
    });
    assert_eq!(report.verdict, interleaving::report::CheckVerdict::Passed, "{report:?}");
    let failure = fails(all().budget(interleaving::Budget::QUICK), || {
        let lock = Mutex::new(0);
        concurrently((0..70).map(|_| {
            actor("add", || {
                let value = *lock.lock().unwrap();
                *lock.lock().unwrap() = value + 1;
            })
        }));
        assert_eq!(lock.into_inner().unwrap(), 70, "an addition is lost");
    });
    assert!(failure.headline().contains("an addition is lost"), "{}", failure.headline());
}

#[test]
fn too_many_threads_are_refused() {
    let failure = fails(all(), || drop((0..300).map(|_| thread::spawn(|| {})).collect::<Vec<_>>()));
    assert_eq!(failure.kind(), FailureKind::Misuse);
}
