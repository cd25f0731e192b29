//! Panics: one thread's panic is not another's, and no panic ends the process.

use std::panic::panic_any;

use interleaving::report::FailureKind;
use interleaving::sync::mpsc::{Sender, channel};
use interleaving::sync::{Arc, Condvar, Mutex};
use interleaving::thread::{self, JoinHandle};
use interleaving::{Check, Search, actor, concurrently, possible, survives};

use crate::{all, both_may_panic, fails, passes};

/// Takes a lock when it is dropped.
struct Locks<'a>(&'a Mutex<u32>);

impl Drop for Locks<'_> {
    fn drop(&mut self) {
        if let Ok(mut guard) = self.0.lock() {
            *guard += 1;
        }
    }
}

#[test]
fn two_threads_may_unwind_at_once() {
    both_may_panic(|| {
        let (one, two) = (Mutex::new(0), Mutex::new(0));
        let unwind = |first: &'static str| {
            survives(|| {
                let _last = Locks(&two);
                let _first = Locks(&one);
                let _held = two.lock();
                panic!("{first}");
            });
            // Its own panic is over; the other thread's does not count.
            assert!(!thread::panicking());
        };
        concurrently([actor("one", || unwind("one")), actor("two", || unwind("two"))]);
    });
}

#[test]
fn a_lock_is_waited_for_while_unwinding() {
    both_may_panic(|| {
        let lock = Mutex::new(0);
        concurrently([
            actor("hold", || {
                let mut guard = lock.lock().unwrap();
                thread::yield_now();
                *guard += 1;
                assert!(!thread::panicking(), "the other thread's panic is not mine");
            }),
            actor("panic", || {
                survives(|| {
                    let _locks = Locks(&lock);
                    panic!("on purpose");
                });
            }),
        ]);
        assert_eq!(*lock.lock().unwrap(), 2, "neither poisoned the lock");
    });
}

#[test]
fn a_panic_beside_an_unwinding_thread_does_not_spoil_its_locks() {
    passes(all().may_panic(), || {
        let (lock, other) = (Mutex::new(0), Mutex::new(0));
        concurrently([
            actor("hold", || {
                let guard = lock.lock().unwrap();
                *other.lock().unwrap() += 1;
                drop(guard);
            }),
            actor("panic", || {
                survives(|| {
                    let _locks = Locks(&lock);
                    panic!("on purpose");
                });
            }),
        ]);
        assert!(!lock.is_poisoned() && !other.is_poisoned());
    });
}

#[test]
fn a_deadlock_while_unwinding_is_a_deadlock() {
    let failure = fails(all().may_panic(), || {
        let lock = Mutex::new(0);
        survives(|| {
            let _held = lock.lock().unwrap();
            let _locks = Locks(&lock);
            panic!("on purpose");
        });
    });
    assert_eq!(failure.kind(), FailureKind::Deadlock);
}

#[test]
fn a_panic_of_the_body_is_reported_where_threads_may_panic() {
    let failure = fails(all().may_panic(), || {
        assert_eq!(survives(|| panic!("on purpose")), None::<()>);
        panic!("the test's own");
    });
    assert_eq!((failure.kind(), &*failure.headline()), (FailureKind::Panic, "the test's own"));
    let failure = fails(all().may_panic(), || {
        concurrently([actor("an actor", || panic!("the actor's"))]);
    });
    assert_eq!(failure.headline(), "the actor's");
}

#[test]
fn another_schedule_is_explored_after_a_deadlock_while_unwinding() {
    let report = Check::new("the free schedule").may_panic().possible().explore(|| {
        let (one, two) = (Mutex::new(0), Mutex::new(0));
        concurrently([
            actor("panic", || {
                survives(|| {
                    let _two = Locks(&two);
                    let _one = one.lock();
                    thread::yield_now();
                    let _held = Locks(&two);
                    panic!("on purpose");
                });
            }),
            actor("hold", || {
                let _two = two.lock();
                let _one = one.lock();
            }),
        ]);
    });
    assert_eq!(report.verdict, interleaving::report::CheckVerdict::Passed, "{report:?}");
}

#[test]
fn a_destructor_that_panics_while_unwinding_fails_only_the_check() {
    struct Panics;
    impl Drop for Panics {
        fn drop(&mut self) {
            panic!("in a destructor");
        }
    }
    let first = fails(all(), || {
        let _panics = Panics;
        panic!("the first");
    });
    assert_eq!((first.kind(), &*first.headline()), (FailureKind::Panic, "the first"));
    let allowed = fails(all().may_panic(), || {
        survives(|| {
            let _panics = Panics;
            panic!("the first");
        });
    });
    assert!(allowed.headline().contains("a destructor panicked"), "{}", allowed.headline());
}

/// A pool that joins its worker when it is dropped, and unwraps, as pools do.
struct Pool {
    jobs: Option<Sender<u32>>,
    worker: Option<JoinHandle<u32>>,
}

impl Pool {
    fn new() -> Self {
        let (jobs, todo) = channel();
        Self { jobs: Some(jobs), worker: Some(thread::spawn(move || todo.into_iter().sum())) }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.jobs = None;
        let sum: u32 = self.worker.take().unwrap().join().unwrap();
        assert!(sum < 100);
    }
}

#[test]
fn a_pool_that_joins_in_its_destructor_may_be_dropped_by_a_panic() {
    both_may_panic(|| {
        survives(|| {
            let pool = Pool::new();
            pool.jobs.as_ref().unwrap().send(1).unwrap();
            panic!("on purpose");
        });
    });
    let failure = fails(all(), || {
        let pool = Pool::new();
        pool.jobs.as_ref().unwrap().send(1).unwrap();
        panic!("the test's own");
    });
    assert_eq!(failure.headline(), "the test's own");
}

#[test]
fn a_destructor_that_waits_for_ever_does_not_block_a_failed_check() {
    struct Waits(Mutex<bool>, Condvar);
    impl Drop for Waits {
        fn drop(&mut self) {
            let mut guard = self.0.lock().unwrap();
            while !*guard {
                guard = self.1.wait(guard).unwrap();
            }
        }
    }
    let failure = fails(all(), || {
        let _waits = Waits(Mutex::new(false), Condvar::new());
        panic!("the test's own");
    });
    assert_eq!(failure.headline(), "the test's own");
}

#[test]
fn the_report_shows_the_panic_that_fails_the_check_and_not_an_allowed_one() {
    let own = fails(all().may_panic(), || {
        survives(|| panic!("on purpose"));
        panic!("the test's own");
    });
    assert_eq!((own.kind(), &*own.headline()), (FailureKind::Panic, "the test's own"));
    assert!(own.place.is_some(), "the report has the place");
    let actors = fails(all().may_panic(), || {
        concurrently([
            actor("fails", || panic!("an actor's")),
            actor("panics", || _ = survives(|| panic!("on purpose"))),
        ]);
    });
    assert_eq!(actors.headline(), "an actor's");
    let poisoned = fails(all().may_panic(), || {
        let lock = Mutex::new(0);
        survives(|| {
            let _held = lock.lock();
            panic!("on purpose");
        });
        *lock.lock().unwrap() += 1;
    });
    assert!(
        poisoned.headline().starts_with("main finds a lock whose holder panicked"),
        "{}",
        poisoned.headline()
    );
}

#[test]
fn a_caught_panic_leaves_no_trace() {
    both_may_panic(|| {
        let lock = Arc::new(Mutex::new(0));
        for _ in 0..3 {
            assert_eq!(survives(|| panic!("on purpose")), None::<()>);
            *lock.lock().unwrap() += 1;
        }
        assert!(!lock.is_poisoned() && !thread::panicking());
    });
}

#[test]
fn a_destructor_may_survive_a_panic_of_its_own() {
    struct Survives<'a>(&'a Mutex<u32>);
    impl Drop for Survives<'_> {
        fn drop(&mut self) {
            assert_eq!(survives(|| panic!("in a destructor")), None::<()>);
            assert!(thread::panicking());
            *self.0.lock().unwrap() += 1;
        }
    }
    both_may_panic(|| {
        let lock = Mutex::new(0);
        assert_eq!(
            survives(|| {
                let _survives = Survives(&lock);
                panic!("on purpose");
            }),
            None::<()>
        );
        assert_eq!(*lock.lock().unwrap(), 1);
    });
}

#[test]
fn a_possible_meeting_is_found_beside_allowed_panics() {
    possible("two can be there", || {
        let meeting = interleaving::Meeting::of(2);
        concurrently([actor("one", || meeting.attend()), actor("two", || meeting.attend())]);
    });
}

#[test]
fn an_assertion_of_the_body_fails_where_threads_may_panic() {
    let failure = fails(all().may_panic(), || {
        assert!(survives(|| panic!("on purpose")).is_some(), "the change panicked, and was made");
    });
    assert_eq!(failure.headline(), "the change panicked, and was made");
}

/// A payload that panics when it is dropped.
struct Trap;

impl Drop for Trap {
    fn drop(&mut self) {
        panic!("the payload's");
    }
}

fn trap() {
    panic_any(Trap);
}

#[test]
fn a_payload_that_panics_when_it_is_dropped_fails_only_the_check() {
    let bodies: [(&str, fn()); 7] = [
        ("body", trap),
        ("actor", || _ = concurrently([actor("one", trap)])),
        ("survives", || _ = survives(trap)),
        ("actors", || _ = concurrently([actor("one", trap), actor("two", trap)])),
        ("joined", || _ = thread::spawn(trap).join()),
        ("left alone", || drop(thread::spawn(trap))),
        ("scoped", || thread::scope(|scope| _ = scope.spawn(trap))),
    ];
    for (name, body) in bodies {
        for check in [all(), all().may_panic(), Check::new(name), all().only(Search::Uniform)] {
            let failure = fails(check, body);
            assert_eq!(failure.kind(), FailureKind::Panic, "{name}: {}", failure.headline());
        }
    }
}

#[test]
fn a_test_whose_payload_panics_when_it_is_dropped_ends_as_the_harness_ends() {
    // In the child this argument selects the test twice: by libtest, and then by `harness::main`.
    let own = "panics::a_test_whose_payload_panics_when_it_is_dropped_ends_as_the_harness_ends";
    let variable = "RACECOURSE_TEST_IN_A_CHILD";
    if std::env::var_os(variable).is_some() {
        interleaving::harness::main(&[(own, trap)]);
    }
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    let ended = child.arg(own).env(variable, "yes").output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stdout));
}
