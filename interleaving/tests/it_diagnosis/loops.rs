//! Executions that never end.

use interleaving::report::{RenderOptions, render};
use interleaving::sync::atomic::{AtomicBool, Ordering::SeqCst};
use interleaving::sync::{Mutex, RawLock};
use interleaving::{actor, concurrently, thread};

use crate::programs::signal::Signal;
use crate::{explore, name};

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

/// The report's line on the endless loop of `body`.
fn looks(body: impl Fn() + Send + Sync + 'static) -> String {
    let text = render(&explore(body), &RenderOptions::new(&|_| None)).replace("\n   ", " ");
    let line = text.lines().find(|line| line.contains("again and again"));
    line.unwrap_or_else(|| panic!("{text}")).to_owned()
}

/// Asserts the report's line on three threads that take a flag with `lock`, which none of them releases.
#[track_caller]
fn assert_taken_for_ever(lock: fn(&AtomicBool)) {
    let body = move || {
        let flag = AtomicBool::new(false);
        let visit = || lock(&flag);
        concurrently([actor("first", visit), actor("second", visit), actor("third", visit)]);
    };
    assert_eq!(name(body), "none");
    let told = looks(body);
    assert!(
        told.starts_with("P2 and P3 read ") && told.contains("find the true of step 1; no thread is left"),
        "{told}"
    );
}

#[test]
fn a_swap_of_a_flag_that_is_never_released_names_the_step_that_set_it() {
    let swap = |flag: &AtomicBool| {
        while flag.swap(true, SeqCst) {
            thread::yield_now();
        }
    };
    assert_taken_for_ever(swap);
}

#[test]
fn an_exchange_on_a_flag_that_is_never_released_is_not_a_livelock() {
    let exchange = |flag: &AtomicBool| {
        while flag.compare_exchange(false, true, SeqCst, SeqCst).is_err() {
            thread::yield_now();
        }
    };
    assert_taken_for_ever(exchange);
}

#[test]
fn two_threads_that_wait_for_each_others_flags_are_both_reported() {
    let told = looks(|| {
        let (a, b) = (AtomicBool::new(false), AtomicBool::new(false));
        let politely = |own: &AtomicBool, other: &AtomicBool| {
            own.store(true, SeqCst);
            while other.load(SeqCst) {
                thread::yield_now();
            }
            own.store(false, SeqCst);
        };
        concurrently([actor("a", || politely(&a, &b)), actor("b", || politely(&b, &a))]);
    });
    assert!(told.ends_with(", the thread that set it, is stuck too"), "{told}");
}

#[test]
fn a_flag_that_is_never_set_is_not_a_livelock() {
    let body = || {
        let signal = Signal::new();
        concurrently([actor("spin", || signal.spin_for_flag())]);
    };
    assert_eq!(name(body), "none");
}

#[test]
fn threads_that_back_off_are_not_in_livelock() {
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

#[test]
fn a_thread_shut_out_by_a_waiting_loop_of_the_test_is_reported() {
    let report = explore(|| {
        let (lock, flag) = (RawLock::new(), AtomicBool::new(false));
        let waits = || {
            lock.acquire();
            while !flag.load(SeqCst) {
                thread::yield_now();
            }
            lock.release();
        };
        let brings = || {
            lock.acquire();
            flag.store(true, SeqCst);
            lock.release();
        };
        concurrently([actor("waits inside", waits), actor("brings it", brings)]);
    });
    let told: Vec<String> = report.failure.unwrap().ending.into_iter().map(|line| line.to_string()).collect();
    assert!(told[1].ends_with("the other threads wait"), "{told:?}");
    assert!(told[2].starts_with("P2 waits for") && told[2].contains("which P1 has held"), "{told:?}");
}
