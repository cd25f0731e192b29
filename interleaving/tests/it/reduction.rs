//! The programs that the reduction explores whole, and those that it leaves to other searches.

use interleaving::report::CheckVerdict;
use interleaving::sync::atomic::{AtomicI32, Ordering::SeqCst};
use interleaving::sync::mpsc::channel;
use interleaving::sync::{Condvar, Mutex};
use interleaving::time::{Duration, Instant};
use interleaving::{Check, Search, actor, concurrently, survives, thread};

/// The coverage of a check by the reduction alone.
#[track_caller]
fn covered(check: Check, body: fn()) -> String {
    let report = check.loom(false).explore(body);
    assert_eq!(report.verdict, CheckVerdict::Passed, "{:?}", report.failure);
    report.covered()[0].clone()
}

fn check() -> Check {
    Check::new("the reduction")
}

/// Two threads wait for items that a third brings.
fn wait_and_look_again() {
    let (ready, changed) = (Mutex::new(false), Condvar::new());
    let wait = || drop(changed.wait_while(ready.lock().unwrap(), |ready| !*ready).unwrap());
    let bring = || {
        *ready.lock().unwrap() = true;
        changed.notify_all();
    };
    concurrently([actor("wait", wait), actor("wait", wait), actor("bring", bring)]);
}

#[test]
fn spurious_wakeups_are_explored_whole() {
    let (without, with) =
        (covered(check(), wait_and_look_again), covered(check().spurious_wakeups(), wait_and_look_again));
    assert_eq!(without, "all 10 schedules that differ");
    assert_eq!(with, "all 88 schedules that differ");
}

#[test]
fn threads_that_panic_are_explored_whole() {
    let body = || {
        let (lock, count) = (Mutex::new(()), AtomicI32::new(0));
        struct Counts<'a>(&'a AtomicI32);
        impl Drop for Counts<'_> {
            fn drop(&mut self) {
                self.0.fetch_add(1, SeqCst);
            }
        }
        let panics = || {
            survives(|| {
                let _guard = lock.lock();
                let _counts = Counts(&count);
                panic!("as meant");
            });
        };
        let counts = || _ = count.fetch_add(1, SeqCst);
        concurrently([actor("panics", panics), actor("counts", counts), actor("panics", panics)]);
        assert_eq!(count.load(SeqCst), 3);
    };
    // Each thread's lock and count are one step, so the schedules are the orders of three threads.
    assert_eq!(covered(check().may_panic(), body), "all 6 schedules that differ");
}

#[test]
fn delayed_messages_are_explored_whole() {
    let body = || {
        let (sender, receiver) = channel();
        let (first, second) = (sender.clone(), sender);
        concurrently([
            actor("sends", move || first.send(1).unwrap()),
            actor("sends", move || second.send(2).unwrap()),
            actor("receives", move || _ = (receiver.recv(), receiver.recv())),
        ]);
    };
    let (without, with) = (covered(check(), body), covered(check().delayed_messages(), body));
    assert!(without.ends_with("that differ") && with.ends_with("that differ"), "{without}, {with}");
    assert_ne!(without, with);
}

#[test]
fn a_wait_with_a_timeout_is_explored_whole() {
    let body = || {
        let (ready, changed) = (Mutex::new(false), Condvar::new());
        let wait = || {
            let guard = ready.lock().unwrap();
            _ = changed.wait_timeout_while(guard, Duration::from_millis(5), |ready| !*ready);
        };
        let bring = || {
            *ready.lock().unwrap() = true;
            changed.notify_one();
        };
        concurrently([actor("wait", wait), actor("bring", bring)]);
    };
    assert_eq!(covered(check(), body), "all 4 schedules that differ");
}

#[test]
fn a_yield_does_nothing() {
    let body = || {
        let count = AtomicI32::new(0);
        let waits = || {
            thread::yield_now();
            count.fetch_add(1, SeqCst);
            thread::yield_now();
        };
        concurrently([actor("waits", waits), actor("adds", || _ = count.fetch_add(1, SeqCst))]);
    };
    assert_eq!(covered(check(), body), "all 2 schedules that differ");
}

#[test]
fn hidden_operations_between_yields_are_explored() {
    let report = check().only(Search::Reduction).explore(|| {
        let inside = std::sync::atomic::AtomicI32::new(0);
        let visit = || {
            thread::yield_now();
            assert_eq!(inside.fetch_add(1, SeqCst), 0, "two threads are inside");
            thread::yield_now();
            inside.fetch_sub(1, SeqCst);
        };
        concurrently([actor("visit", visit), actor("visit", visit)]);
    });
    assert_eq!(report.verdict, CheckVerdict::Failed, "{:?}", report.covered());
}

#[test]
fn a_loop_that_waits_is_left_to_the_search_by_preemptions() {
    let body = || {
        let flag = AtomicI32::new(0);
        let wait = || {
            while flag.load(SeqCst) == 0 {
                thread::yield_now();
            }
        };
        concurrently([actor("wait", wait), actor("set", || flag.store(1, SeqCst))]);
    };
    let coverage = covered(check(), body);
    assert!(coverage.starts_with("all ") && !coverage.contains("differ"), "{coverage}");
}

#[test]
fn a_read_of_a_clock_that_others_move_is_left_to_the_search_by_preemptions() {
    let body = || {
        let look = || _ = Instant::now();
        concurrently([actor("look", look), actor("sleep", || thread::sleep(Duration::from_millis(5)))]);
    };
    assert!(!covered(check(), body).contains("differ"));
    // No thread moves the clock here.
    let body = || {
        let lock = Mutex::new(());
        let look = || drop((lock.lock(), Instant::now()));
        concurrently([actor("look", look), actor("look", look)]);
    };
    assert_eq!(covered(check(), body), "all 2 schedules that differ");
}
