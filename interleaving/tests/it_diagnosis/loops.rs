//! Executions that never end.

use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicBool, Ordering::SeqCst};
use interleaving::{actor, concurrently, thread};

use crate::name;
use crate::programs::signal::Signal;

#[test]
fn threads_that_try_for_ever_are_in_livelock() {
    let body = || {
        let (a, b) = (Mutex::new(()), Mutex::new(()));
        let both = |one: &Mutex<()>, other: &Mutex<()>| {
            let _one = one.lock().unwrap();
            while other.try_lock().is_err() {
                thread::yield_now();
            }
        };
        concurrently([actor("a, b", || both(&a, &b)), actor("b, a", || both(&b, &a))]);
    };
    assert_eq!(name(body), "livelock");
}

#[test]
fn spin_locks_in_opposite_orders_are_in_livelock() {
    let body = || {
        let (a, b) = (AtomicBool::new(false), AtomicBool::new(false));
        let lock = |flag: &AtomicBool| {
            while flag.compare_exchange(false, true, SeqCst, SeqCst).is_err() {
                thread::yield_now();
            }
        };
        let both = |one: &AtomicBool, other: &AtomicBool| {
            lock(one);
            lock(other);
            other.store(false, SeqCst);
            one.store(false, SeqCst);
        };
        concurrently([actor("a, b", || both(&a, &b)), actor("b, a", || both(&b, &a))]);
    };
    assert_eq!(name(body), "livelock");
}

#[test]
fn a_flag_that_nobody_sets_is_no_livelock() {
    let body = || {
        let signal = Signal::new();
        concurrently([actor("spin", || signal.spin_for_flag())]);
    };
    assert_eq!(name(body), "none");
}

#[test]
fn threads_that_step_back_are_in_no_livelock() {
    let body = || {
        let (a, b) = (Mutex::new(()), Mutex::new(()));
        let both = |one: &Mutex<()>, other: &Mutex<()>| loop {
            let held = one.lock().unwrap();
            if other.try_lock().is_ok() {
                break;
            }
            drop(held);
            thread::yield_now();
        };
        concurrently([actor("a, b", || both(&a, &b)), actor("b, a", || both(&b, &a))]);
    };
    assert_eq!(name(body), "passed");
}
