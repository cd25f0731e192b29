//! Threads that must wait, and bare locks.

use std::panic::{AssertUnwindSafe, catch_unwind};

use interleaving::report::{CheckVerdict, FailureKind};
use interleaving::sync::atomic::{AtomicBool, Ordering};
use interleaving::sync::{Condvar, Mutex, RawLock, Semaphore};
use interleaving::{Check, actor, concurrently, survives, thread, waits};

use crate::{all, both, fails, passes};

#[test]
fn a_thread_may_wait_where_it_has_to() {
    passes(all(), || {
        let permits = Semaphore::new(2);
        concurrently([actor("takes it", || permits.wait()), actor("passes by", || _ = permits.try_wait())]);
        waits("one more wait", || permits.wait());
    });
    for reduction in [true, false] {
        let report = passes(Check::new("asleep").loom(false).reduction(reduction), || {
            let (queue, more) = (Mutex::new(0), Condvar::new());
            let sleep = || more.wait_while(queue.lock().unwrap(), |queued| *queued == 0).is_ok();
            concurrently([
                actor("sleeps", || waits("the wait", sleep)),
                actor("looks", || _ = *queue.lock().unwrap()),
            ]);
        });
        assert!(report.covered()[0].starts_with("all "), "{:?}", report.covered());
    }
}

#[test]
fn a_wait_that_returns_where_it_has_to_wait_fails() {
    let failure = fails(all(), || {
        let permits = Semaphore::new(1);
        concurrently([
            actor("waits", || waits("the wait", || permits.wait())),
            actor("signals", || permits.signal()),
        ]);
    });
    assert_eq!(failure.headline(), "the wait returned, where it has to wait");
}

#[test]
fn spinning_does_not_count_as_waiting() {
    let failure = fails(all().step_bound(200), || {
        let flag = AtomicBool::new(false);
        let spin = || {
            while !flag.load(Ordering::Acquire) {
                thread::yield_now();
            }
        };
        concurrently([actor("waits", || waits("the wait", spin))]);
    });
    assert_eq!(failure.kind(), FailureKind::NotBlocked);
    assert_eq!(failure.headline(), "P1 must sleep in the wait, but keeps running");
}

#[test]
fn a_deadlock_beside_a_thread_that_has_to_wait_names_only_the_others() {
    let failure = fails(all(), || {
        let (permits, lock) = (Semaphore::new(0), Mutex::new(()));
        concurrently([
            actor("waits", || waits("the wait", || permits.wait())),
            actor("locks twice", || {
                let _first = lock.lock();
                let _second = lock.lock();
            }),
        ]);
    });
    assert_eq!(failure.kind(), FailureKind::Deadlock);
    assert!(failure.headline().ends_with("P2 waits for ever"), "{}", failure.headline());
}

#[test]
fn several_permits_of_one_thread_share_a_sentence() {
    let failure = fails(all(), || {
        let permits = Semaphore::new(3);
        (0..4).for_each(|_| permits.wait());
    });
    let text = failure.ending[0].to_string();
    assert!(text.contains("; the permits that it has held itself since "), "{text}");
    assert!(text.ends_with(" are not given back") && text.matches("since").count() == 1, "{text}");
}

#[test]
fn loom_reports_that_it_cannot_check_waits() {
    let report = Check::new("waits").loom(true).explore(|| {
        let permits = Semaphore::new(0);
        concurrently([actor("waits", || waits("the wait", || permits.wait())), actor("other", || ())]);
    });
    assert_eq!(report.verdict, CheckVerdict::Passed, "{report:?}");
    let covered = report.covered();
    let last = covered.last().unwrap();
    assert!(last.starts_with("cannot check with loom: "), "{last}");
}

#[test]
fn a_bare_lock_excludes() {
    both(|| {
        let (lock, x) = (RawLock::new(), interleaving::cell::Shared::new(0));
        let add = || {
            lock.acquire();
            x.set(x.get() + 1);
            lock.release();
        };
        concurrently([actor("adds", add), actor("adds", add)]);
        assert!(lock.try_acquire());
        assert!(!lock.try_acquire());
        lock.release();
        assert_eq!(x.get(), 2);
    });
}

#[test]
fn a_bare_lock_passes_under_loom() {
    let report = Check::new("bare lock").loom(true).explore(|| {
        let (lock, x) = (RawLock::new(), interleaving::cell::Shared::new(0));
        let add = || {
            lock.acquire();
            x.set(x.get() + 1);
            lock.release();
        };
        concurrently([actor("adds", add), actor("adds", add)]);
        assert_eq!(x.get(), 2);
    });
    assert_eq!(report.verdict, CheckVerdict::Passed, "{report:?}");
    assert!(report.covered().last().unwrap().starts_with("loom: all "), "{:?}", report.covered());
}

#[test]
fn only_its_holder_releases_a_bare_lock() {
    let free = fails(all(), || RawLock::new().release());
    assert_eq!(free.kind(), FailureKind::NotHeld);
    assert!(free.headline().contains("which nobody holds"), "{}", free.headline());
    let other = fails(all(), || {
        let lock = RawLock::new();
        concurrently([
            actor("takes it", || {
                lock.acquire();
                thread::yield_now();
                lock.release();
            }),
            actor("lets it go", || lock.release()),
        ]);
    });
    assert!(other.headline().starts_with("P2 releases"), "{}", other.headline());
    assert!(catch_unwind(|| RawLock::new().release()).is_err());
}

#[test]
fn a_program_cannot_hide_the_release_of_a_lock_that_it_does_not_hold() {
    let failure = fails(all().may_panic(), || {
        let lock = RawLock::new();
        survives(|| lock.release());
    });
    assert_eq!(failure.kind(), FailureKind::NotHeld);
    struct Releases<'a>(&'a RawLock);
    impl Drop for Releases<'_> {
        fn drop(&mut self) {
            self.0.release();
        }
    }
    let failure = fails(all().may_panic(), || {
        let lock = RawLock::new();
        survives(|| {
            let _releases = Releases(&lock);
            panic!("on purpose");
        });
    });
    assert_eq!(failure.kind(), FailureKind::NotHeld);
    let lock = RawLock::new();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let _releases = Releases(&lock);
        panic!("on purpose");
    }));
    assert!(outcome.is_err());
}

#[test]
fn a_bare_lock_that_is_never_released_is_leaked() {
    let failure = fails(all(), || {
        let lock = RawLock::new();
        concurrently([actor("keeps it", || lock.acquire())]);
    });
    assert_eq!(failure.kind(), FailureKind::LeakedLock);
}

/// One thread waits for a flag, with `pause` in its loop, while another sets it.
fn spins(pause: fn()) -> impl Fn() + Send + Sync + 'static {
    move || {
        let flag = AtomicBool::new(false);
        concurrently([
            actor("waits", || {
                while !flag.load(Ordering::Acquire) {
                    pause();
                }
            }),
            actor("sets it", || flag.store(true, Ordering::Release)),
        ]);
    }
}

#[test]
fn a_loop_without_a_yield_fails_where_it_must_yield() {
    let failure = fails(all().must_yield().step_bound(200), spins(|| ()));
    assert_eq!(failure.kind(), FailureKind::NeverYields);
    assert_eq!(failure.rows.len(), 1, "one round of the loop");
    passes(all().must_yield().step_bound(200), spins(thread::yield_now));
    passes(all().must_yield().step_bound(200), spins(interleaving::hint::spin_loop));
    // The loop can end, and this check asks for no more.
    passes(all().step_bound(200), spins(|| ()));
}

#[test]
fn a_thread_with_much_to_do_need_not_yield() {
    let body = || {
        let (busy, other) = (AtomicBool::new(false), AtomicBool::new(false));
        concurrently([
            actor("works", || (0..90).for_each(|_| busy.store(true, Ordering::Relaxed))),
            actor("another", || other.store(true, Ordering::Relaxed)),
        ]);
    };
    passes(all().must_yield().step_bound(200), body);
    // A thread that runs alone starves no other.
    passes(all().must_yield().step_bound(60), || {
        let flag = AtomicBool::new(false);
        (0..90).for_each(|_| flag.store(true, Ordering::Relaxed));
    });
}
