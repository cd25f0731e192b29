//! Notifications that are lost, that are too few, or that a thread trusts too much.

use interleaving::sync::atomic::{AtomicBool, Ordering::SeqCst};
use interleaving::sync::{Condvar, Mutex};
use interleaving::{Check, actor, concurrently};

use crate::programs::queue::Queue;
use crate::programs::signal::{Permits, Signal};
use crate::{name, named};

#[test]
fn a_notification_before_the_wait_is_lost() {
    let body = || {
        let signal = Signal::new();
        concurrently([actor("wait", || signal.wait_without_looking()), actor("give", || signal.give())]);
    };
    assert_eq!(name(body), "lost wakeup");
    let body = || {
        let signal = Signal::new();
        concurrently([actor("wait", || signal.wait_for_flag()), actor("raise", || signal.raise())]);
    };
    assert_eq!(name(body), "lost wakeup");
}

#[test]
fn a_notification_that_is_never_given_is_not_lost() {
    let body = || {
        let (signal, other) = (Signal::new(), AtomicBool::new(false));
        concurrently([actor("wait", || signal.wait()), actor("other", || other.store(true, SeqCst))]);
    };
    assert_eq!(name(body), "none");
}

#[test]
fn a_second_item_that_never_comes_is_not_a_lost_notification() {
    let body = || {
        let queue = Queue::new();
        let both = || queue.take() + queue.take();
        concurrently([
            actor("take both", both),
            actor("put(1)", || {
                queue.put(1);
                0
            }),
        ]);
    };
    assert_eq!(name(body), "none");
}

#[test]
fn an_if_around_a_wait_trusts_any_wakeup() {
    let body = || {
        let signal = Signal::new();
        concurrently([actor("wait", || signal.wait_with_if()), actor("give", || signal.give())]);
    };
    let report = Check::new("a wait").spurious_wakeups().explore(body);
    assert_eq!(named(&report), "`if` instead of `while` around a wait");
    let body = || {
        let queue = Queue::new();
        concurrently([
            actor("take", || queue.take_with_if()),
            actor("take", || queue.take_with_if()),
            actor("put(1), put(2)", || {
                queue.put(1);
                queue.put(2);
                0
            }),
        ]);
    };
    assert_eq!(name(body), "`if` instead of `while` around a wait");
}

#[test]
fn a_wait_in_a_loop_is_not_an_if() {
    let body = || {
        let queue = Queue::new();
        let taken = concurrently([
            actor("take", || queue.take()),
            actor("put(1)", || {
                queue.put(1);
                1
            }),
        ]);
        assert_eq!(taken[0], 2);
    };
    assert_eq!(named(&Check::new("a queue").spurious_wakeups().explore(body)), "none");
    let body = || {
        let signal = Signal::new();
        concurrently([actor("wait", || signal.wait_with_if()), actor("give", || signal.give())]);
        panic!("the test fails anyway");
    };
    assert_eq!(name(body), "none");
}

#[test]
fn a_second_waiter_without_a_notification_is_named() {
    let body = || {
        let permits = Permits::new(0);
        let signals = || {
            permits.signal();
            permits.signal();
        };
        concurrently([
            actor("wait", || permits.wait()),
            actor("wait", || permits.wait()),
            actor("signal, signal", signals),
        ]);
    };
    assert_eq!(name(body), "one notified, many waiting");
    let body = || {
        let gate = Signal::new();
        concurrently([
            actor("wait", || gate.wait()),
            actor("wait", || gate.wait()),
            actor("open", || gate.give()),
        ]);
    };
    assert_eq!(name(body), "one notified, many waiting");
}

/// A number that reports cannot show.
struct Hidden(u32);

/// Waits until there is one, and leaves `less` fewer.
fn take(number: &Mutex<Hidden>, changed: &Condvar, less: u32) {
    let mut number = number.lock().unwrap();
    while number.0 == 0 {
        number = changed.wait(number).unwrap();
    }
    if less > 0 {
        number.0 -= less;
    }
}

/// Two threads take, and a third gives one item and notifies one of them.
fn two_takers(less: u32) {
    let (number, changed) = (Mutex::new(Hidden(0)), Condvar::new());
    let give = || {
        number.lock().unwrap().0 += 1;
        changed.notify_one();
    };
    concurrently([
        actor("take", || take(&number, &changed, less)),
        actor("take", || take(&number, &changed, less)),
        actor("give", give),
    ]);
}

#[test]
fn a_second_waiter_is_named_where_values_cannot_be_shown() {
    assert_eq!(name(|| two_takers(0)), "one notified, many waiting");
    assert_eq!(name(|| two_takers(1)), "none");
}

#[test]
fn one_item_for_two_takers_is_not_a_missing_notification() {
    let body = || {
        let queue = Queue::new();
        let put = || {
            queue.put(1);
            0
        };
        concurrently([actor("take", || queue.take()), actor("take", || queue.take()), actor("put(1)", put)]);
    };
    assert_eq!(name(body), "none");
}
