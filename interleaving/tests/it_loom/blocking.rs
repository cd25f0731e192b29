//! Operations that wait: locks, condition variables, semaphores, parking.

use std::panic::panic_any;

use interleaving::cell::RaceCell;
use interleaving::report::{CheckVerdict, FailureKind};
use interleaving::sync::{Condvar, Mutex, Semaphore};
use interleaving::{Check, Meeting, actor, concurrently, thread};

use crate::{fails, loom, passes};

#[test]
fn locked_counters_pass() {
    let report = loom("counters", || {
        let count = Mutex::new(0);
        concurrently((0..3).map(|_| actor("add", || *count.lock().unwrap() += 1)));
        assert_eq!(*count.lock().unwrap(), 3);
    });
    println!("{:?}", report.covered());
    passes(&report);
}

#[test]
fn two_locks_in_opposite_order_deadlock() {
    let report = loom("opposite transfers", || {
        let (a, b) = (Mutex::new(0), Mutex::new(0));
        concurrently([
            actor("a then b", || {
                let (_a, _b) = (a.lock(), b.lock());
            }),
            actor("b then a", || {
                let (_b, _a) = (b.lock(), a.lock());
            }),
        ]);
    });
    let failure = fails(&report);
    assert_eq!(failure.kind(), FailureKind::Deadlock);
    assert!(failure.ending.iter().any(|line| line.to_string().contains("the cycle")), "{failure:#?}");
}

#[test]
fn a_lock_taken_twice_is_a_deadlock() {
    let report = loom("twice", || {
        let lock = Mutex::new(0);
        let _first = lock.lock();
        let _second = lock.lock();
    });
    assert_eq!(fails(&report).kind(), FailureKind::Deadlock);
}

#[test]
fn a_notification_before_the_wait_is_lost() {
    let waits = |looks: bool| {
        move || {
            let (ready, changed) = (Mutex::new(false), Condvar::new());
            concurrently([
                actor("wait", || {
                    let mut guard = ready.lock().unwrap();
                    while !looks || !*guard {
                        guard = changed.wait(guard).unwrap();
                        if !looks {
                            break;
                        }
                    }
                }),
                actor("tell", || {
                    *ready.lock().unwrap() = true;
                    changed.notify_one();
                }),
            ]);
        }
    };
    let report = loom("lost wakeup", waits(false));
    assert_eq!(fails(&report).kind(), FailureKind::Deadlock);
    passes(&loom("kept wakeup", waits(true)));
}

#[test]
fn a_timeout_ends_a_wait() {
    passes(&loom("timeout", || {
        let (lock, changed) = (Mutex::new(()), Condvar::new());
        let ended = concurrently([
            actor("wait", || {
                let limit = std::time::Duration::from_millis(1);
                changed.wait_timeout(lock.lock().unwrap(), limit).unwrap().1.timed_out()
            }),
            actor("tell", || {
                changed.notify_one();
                true
            }),
        ]);
        assert_eq!(ended.len(), 2);
    }));
}

#[test]
fn a_semaphore_of_one_excludes_and_of_two_does_not() {
    let program = |permits| {
        move || {
            let (gate, inside) = (Semaphore::new(permits), RaceCell::new(0));
            let add = || {
                let _permit = gate.acquire();
                inside.set(inside.get() + 1);
            };
            concurrently([actor("first", add), actor("second", add)]);
        }
    };
    passes(&loom("one", program(1)));
    let report = loom("two", program(2));
    // The semaphore orders its users, so this only shows whether the second thread came inside.
    assert_ne!(report.verdict, CheckVerdict::InternalError);
}

#[test]
fn a_semaphore_without_a_signal_is_a_deadlock() {
    let report = loom("nobody signals", || Semaphore::new(0).wait());
    assert_eq!(fails(&report).kind(), FailureKind::Deadlock);
}

#[test]
fn parking_meeting_and_joining_pass() {
    passes(&loom("park", || {
        let parent = thread::current();
        let child = thread::spawn(move || parent.unpark());
        thread::park();
        child.join().unwrap();
    }));
    passes(&loom("meet", || {
        let meeting = Meeting::of(2);
        concurrently([actor("first", || meeting.attend()), actor("second", || meeting.attend())]);
    }));
    let scoped = loom("scope", || {
        let cell = RaceCell::new(0);
        thread::scope(|scope| {
            let first = scope.spawn(|| cell.set(1));
            first.join().unwrap();
            scope.spawn(|| cell.set(2));
        });
        assert_eq!(cell.get(), 2);
    });
    assert_eq!(scoped.covered(), ["loom: the only execution"]);
}

#[test]
fn a_small_check_has_a_second_opinion() {
    let report = Check::new("two deposits").explore(|| {
        let balance = Mutex::new(300);
        concurrently([
            actor("deposit(20)", || *balance.lock().unwrap() += 20),
            actor("deposit(20)", || *balance.lock().unwrap() += 20),
        ]);
        assert_eq!(*balance.lock().unwrap(), 340);
    });
    passes(&report);
    assert_eq!(report.covered().len(), 2, "{:?}", report.covered());
}

/// A payload that panics when it is dropped.
struct Trap;

impl Drop for Trap {
    fn drop(&mut self) {
        panic!("the payload's");
    }
}

#[test]
fn a_payload_that_panics_when_it_is_dropped_fails_only_the_check() {
    for report in [
        loom("in the body", || panic_any(Trap)),
        loom("in a thread", || _ = concurrently([actor("one", || panic_any(Trap))])),
        loom("left alone", || drop(thread::spawn(|| panic_any(Trap)))),
    ] {
        assert_eq!(fails(&report).headline(), "a panic whose payload is not a text");
    }
}
