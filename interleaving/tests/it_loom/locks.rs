//! Locks made of atomics around a plain cell, with two contenders each.

use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};

use interleaving::cell::RaceCell;
use interleaving::report::{CheckReport, FailureKind};
use interleaving::sync::atomic::{AtomicBool, AtomicU32};
use interleaving::thread::yield_now;
use interleaving::{actor, concurrently};

use crate::{fails, loom, passes};

/// Two threads each add one to the value that the lock protects.
fn contended<L: Sync>(
    new: impl Fn() -> L + Send + Sync + 'static,
    lock: impl Fn(&L) + Send + Sync + 'static,
    unlock: impl Fn(&L) + Send + Sync + 'static,
) -> CheckReport {
    loom("lock", move || {
        let (own, inside) = (new(), RaceCell::new(0));
        let add = || {
            lock(&own);
            inside.set(inside.get() + 1);
            unlock(&own);
        };
        concurrently([actor("first", add), actor("second", add)]);
        assert_eq!(inside.get(), 2);
    })
}

fn flag() -> AtomicBool {
    AtomicBool::new(false)
}

fn swapping(take: Ordering, give: Ordering) -> CheckReport {
    contended(
        flag,
        move |held| {
            while held.swap(true, take) {
                yield_now();
            }
        },
        move |held| held.store(false, give),
    )
}

fn exchanging(take: Ordering, give: Ordering) -> CheckReport {
    contended(
        flag,
        move |held| {
            while held.compare_exchange_weak(false, true, take, Relaxed).is_err() {
                yield_now();
            }
        },
        move |held| held.store(false, give),
    )
}

fn reading_first(take: Ordering, give: Ordering) -> CheckReport {
    contended(
        flag,
        move |held| {
            while held.load(Relaxed) || held.swap(true, take) {
                yield_now();
            }
        },
        move |held| held.store(false, give),
    )
}

fn reading_in_an_inner_loop(take: Ordering, give: Ordering) -> CheckReport {
    contended(
        flag,
        move |held| {
            while held.swap(true, take) {
                while held.load(Relaxed) {
                    yield_now();
                }
            }
        },
        move |held| held.store(false, give),
    )
}

fn or_ing(take: Ordering, give: Ordering) -> CheckReport {
    contended(
        flag,
        move |held| {
            while held.fetch_or(true, take) {
                yield_now();
            }
        },
        move |held| held.store(false, give),
    )
}

type Lock = fn(Ordering, Ordering) -> CheckReport;
const LOCKS: [(&str, Lock); 5] = [
    ("swap", swapping),
    ("compare-exchange", exchanging),
    ("read, then swap", reading_first),
    ("swap, then read", reading_in_an_inner_loop),
    ("fetch_or", or_ing),
];

#[test]
fn right_locks_pass() {
    for (name, lock) in LOCKS {
        let report = lock(Acquire, Release);
        println!("{name}: {:?}", report.covered());
        passes(&report);
    }
    for report in [&swapping(SeqCst, SeqCst), &tickets(0, SeqCst, SeqCst, SeqCst)] {
        println!("SeqCst: {:?}", report.covered());
    }
    passes(&swapping(AcqRel, Release));
    passes(&swapping(SeqCst, SeqCst));
    passes(&exchanging(SeqCst, SeqCst));
}

#[test]
fn a_relaxed_side_is_a_race_in_every_lock() {
    for (name, lock) in LOCKS {
        for (take, give) in [(Relaxed, Release), (Acquire, Relaxed), (SeqCst, Relaxed)] {
            let report = lock(take, give);
            assert_eq!(fails(&report).kind(), FailureKind::DataRace, "{name} {take:?} {give:?}");
            assert!(report.executions < 20, "{name}: {}", report.executions);
        }
    }
}

#[test]
fn a_load_and_a_store_do_not_exclude() {
    let report = contended(
        flag,
        |held| {
            while held.load(Acquire) {
                yield_now();
            }
            held.store(true, Release);
        },
        |held| held.store(false, Release),
    );
    assert_eq!(fails(&report).kind(), FailureKind::DataRace);
}

fn tickets(first: u32, draw: Ordering, look: Ordering, serve: Ordering) -> CheckReport {
    contended(
        move || (AtomicU32::new(first), AtomicU32::new(first)),
        move |(next, serving)| {
            let number = next.fetch_add(1, draw);
            while serving.load(look) != number {
                yield_now();
            }
        },
        move |(_, serving)| {
            serving.fetch_add(1, serve);
        },
    )
}

#[test]
fn a_ticket_lock_passes_where_its_counter_wraps_too() {
    passes(&tickets(0, Relaxed, Acquire, Release));
    passes(&tickets(u32::MAX, Relaxed, Acquire, Release));
    passes(&tickets(0, SeqCst, SeqCst, SeqCst));
}

#[test]
fn a_ticket_lock_with_a_relaxed_load_or_store_is_a_race() {
    for (draw, look, serve) in
        [(Acquire, Relaxed, Release), (Relaxed, Acquire, Relaxed), (SeqCst, Relaxed, SeqCst)]
    {
        let report = tickets(0, draw, look, serve);
        assert_eq!(fails(&report).kind(), FailureKind::DataRace);
    }
}
