//! Condvar: notifications, spurious wakeups and timeouts.

use std::sync::PoisonError;

use interleaving::report::FailureKind;
use interleaving::sync::{Arc, Condvar, Mutex};
use interleaving::time::{Duration, Instant};
use interleaving::{actor, concurrently, survives, thread};

use crate::{all, both, both_may_panic, fails, outcomes, passes};

#[test]
fn notify_one_may_wake_any_of_the_waiters() {
    let seen = outcomes(all().budget(interleaving::Budget::QUICK), || {
        let (state, changed) = (Arc::new(Mutex::new((0, None))), Arc::new(Condvar::new()));
        let waiters: Vec<_> = (0..3)
            .map(|number| {
                let (state, changed) = (Arc::clone(&state), Arc::clone(&changed));
                thread::spawn(move || {
                    let mut guard = state.lock().unwrap();
                    guard.0 += 1;
                    guard = changed.wait(guard).unwrap();
                    guard.1.get_or_insert(number);
                })
            })
            .collect();
        // One schedule of the arrivals is enough: the test is about the choice.
        while state.lock().unwrap().0 < 3 {
            thread::yield_now();
        }
        changed.notify_one();
        while state.lock().unwrap().1.is_none() {
            thread::yield_now();
        }
        changed.notify_all();
        waiters.into_iter().for_each(|waiter| waiter.join().unwrap());
        state.lock().unwrap().1
    });
    assert_eq!(seen.into_iter().flatten().collect::<Vec<_>>(), [0, 1, 2]);
}

#[test]
fn a_wait_ends_when_its_condition_holds() {
    both(|| {
        let (ready, changed) = (Mutex::new(false), Condvar::new());
        concurrently([
            actor("wait", || drop(changed.wait_while(ready.lock().unwrap(), |ready| !*ready).unwrap())),
            actor("notify", || {
                *ready.lock().unwrap() = true;
                changed.notify_one();
            }),
        ]);
    });
}

#[test]
fn a_notification_without_a_waiter_is_lost() {
    let failure = fails(all(), || {
        let (lock, changed) = (Mutex::new(()), Condvar::new());
        concurrently([
            actor("wait", || drop(changed.wait(lock.lock().unwrap()).unwrap())),
            actor("notify", || changed.notify_all()),
        ]);
    });
    assert_eq!(failure.kind(), FailureKind::Deadlock);
}

fn waits_with_if() {
    let (ready, changed) = (Mutex::new(false), Condvar::new());
    concurrently([
        actor("wait", || {
            let mut guard = ready.lock().unwrap();
            if !*guard {
                guard = changed.wait(guard).unwrap();
            }
            assert!(*guard, "woken for nothing");
        }),
        actor("notify", || {
            *ready.lock().unwrap() = true;
            changed.notify_one();
        }),
    ]);
}

#[test]
fn spurious_wakeups_are_explored_on_demand() {
    passes(all(), waits_with_if);
    let failure = fails(all().spurious_wakeups(), waits_with_if);
    assert_eq!((failure.kind(), &*failure.headline()), (FailureKind::Panic, "woken for nothing"));
}

#[test]
fn a_program_that_needs_a_spurious_wakeup_fails() {
    let failure = fails(all().spurious_wakeups(), || {
        let (lock, changed) = (Mutex::new(()), Condvar::new());
        drop(changed.wait(lock.lock().unwrap()));
    });
    assert_eq!(failure.kind(), FailureKind::Deadlock);
}

#[test]
fn a_timed_wait_ends_by_a_notification_or_a_timeout() {
    let limit = Duration::from_secs(3);
    let seen = outcomes(all(), move || {
        let (ready, changed) = (Mutex::new(false), Condvar::new());
        let begin = Instant::now();
        let timed_out = concurrently([
            actor("wait", || {
                let guard = ready.lock().unwrap();
                changed.wait_timeout_while(guard, limit, |ready| !*ready).unwrap().1.timed_out()
            }),
            actor("notify", || {
                *ready.lock().unwrap() = true;
                changed.notify_one();
                false
            }),
        ]);
        assert!(!timed_out[0] || begin.elapsed() >= limit);
        timed_out[0]
    });
    assert_eq!(seen.len(), 2);
    both(|| {
        let (lock, changed) = (Mutex::new(()), Condvar::new());
        let waited = changed.wait_timeout(lock.lock().unwrap(), Duration::from_millis(1)).unwrap();
        assert!(waited.1.timed_out());
    });
}

#[test]
fn repeated_timeouts_do_not_starve_the_others() {
    passes(all(), || {
        let (ready, changed) = (Mutex::new(false), Condvar::new());
        concurrently([
            actor("poll", || {
                let mut guard = ready.lock().unwrap();
                while !*guard {
                    guard = changed.wait_timeout(guard, Duration::from_millis(1)).unwrap().0;
                }
            }),
            actor("set", || *ready.lock().unwrap() = true),
        ]);
    });
}

#[test]
fn a_waiter_takes_a_poisoned_lock_again() {
    both_may_panic(|| {
        let (lock, changed) = (Mutex::new(false), Condvar::new());
        concurrently([
            actor("wait", || {
                let mut guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
                while !*guard {
                    guard = changed.wait(guard).unwrap_or_else(PoisonError::into_inner);
                }
            }),
            actor("panic", || {
                survives(|| {
                    *lock.lock().unwrap() = true;
                    changed.notify_one();
                    let _held = lock.lock();
                    panic!("on purpose");
                });
            }),
        ]);
        assert!(lock.is_poisoned());
    });
}
