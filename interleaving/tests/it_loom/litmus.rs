//! The small programs that distinguish memory models (Alglave, Maranget, Tautschnig, "Herding
//! cats", TOPLAS 2014).

use std::sync::Mutex;
use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};

use interleaving::cell::RaceCell;
use interleaving::report::{CheckVerdict, FailureKind};
use interleaving::sync::atomic::{AtomicBool, AtomicUsize, fence};
use interleaving::{actor, concurrently};

use crate::{fails, loom, passes};

fn message_passing(write: Ordering, read: Ordering) -> impl Fn() + Send + Sync {
    move || {
        let (data, ready) = (AtomicUsize::new(0), AtomicBool::new(false));
        concurrently([
            actor("send", || {
                data.store(42, Relaxed);
                ready.store(true, write);
            }),
            actor("receive", || {
                if ready.load(read) {
                    assert_eq!(data.load(Relaxed), 42, "the flag arrived before the data");
                }
            }),
        ]);
    }
}

#[test]
fn a_relaxed_flag_may_arrive_before_the_data() {
    for (write, read) in [(Relaxed, Relaxed), (Release, Relaxed), (Relaxed, Acquire)] {
        let report = loom("message passing", message_passing(write, read));
        let failure = fails(&report);
        assert_eq!(failure.kind(), FailureKind::Panic, "{write:?} {read:?}");
        assert_eq!(failure.diagnosis.as_ref().map(|found| found.name.as_str()), Some("ordering too weak"));
    }
}

#[test]
fn a_released_flag_that_is_acquired_brings_the_data() {
    passes(&loom("message passing", message_passing(Release, Acquire)));
    passes(&loom("message passing", message_passing(SeqCst, SeqCst)));
}

#[test]
fn a_plain_cell_behind_a_relaxed_flag_is_a_race() {
    let program = |write, read| {
        move || {
            let (data, ready) = (RaceCell::new(0), AtomicBool::new(false));
            concurrently([
                actor("send", || {
                    data.set(42);
                    ready.store(true, write);
                }),
                actor("receive", || {
                    if ready.load(read) {
                        data.get();
                    }
                }),
            ]);
        }
    };
    let report = loom("publication", program(Relaxed, Acquire));
    assert_eq!(fails(&report).kind(), FailureKind::DataRace);
    passes(&loom("publication", program(Release, Acquire)));
    // A race counts in a program with SeqCst accesses too.
    let report = loom("publication", program(Relaxed, SeqCst));
    assert_eq!(fails(&report).kind(), FailureKind::DataRace);
}

/// Both threads write their own variable and read the other's. The values read, over all executions.
fn outcomes(write: Ordering, read: Ordering, fenced: bool) -> Vec<(usize, usize)> {
    static SEEN: Mutex<Vec<(usize, usize)>> = Mutex::new(Vec::new());
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock();
    SEEN.lock().unwrap().clear();
    let report = loom("store buffering", move || {
        let (x, y) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let look = |own: &AtomicUsize, other: &AtomicUsize| {
            own.store(1, write);
            if fenced {
                fence(SeqCst);
            }
            other.load(read)
        };
        let saw = concurrently([actor("x then y", || look(&x, &y)), actor("y then x", || look(&y, &x))]);
        SEEN.lock().unwrap().push((saw[0], saw[1]));
    });
    passes(&report);
    let mut seen = SEEN.lock().unwrap().clone();
    seen.sort_unstable();
    seen.dedup();
    seen
}

#[test]
fn stores_may_be_buffered_unless_all_is_sequentially_consistent() {
    assert_eq!(outcomes(Relaxed, Relaxed, false), [(0, 0), (0, 1), (1, 0), (1, 1)]);
    assert_eq!(outcomes(Release, Acquire, false), [(0, 0), (0, 1), (1, 0), (1, 1)]);
    assert_eq!(outcomes(SeqCst, SeqCst, false), [(0, 1), (1, 0), (1, 1)]);
    assert_eq!(outcomes(Relaxed, Relaxed, true), [(0, 1), (1, 0), (1, 1)]);
}

#[test]
fn load_buffering_which_loom_does_not_model_is_not_found() {
    passes(&loom("load buffering", || {
        let (x, y) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let saw = concurrently([
            actor("y then x", || {
                let seen = y.load(Acquire);
                x.store(1, Release);
                seen
            }),
            actor("x then y", || {
                let seen = x.load(Acquire);
                y.store(1, Release);
                seen
            }),
        ]);
        assert_ne!(saw, [1, 1]);
    }));
}

/// Independent reads of independent writes.
fn iriw(write: Ordering, read: Ordering) -> impl Fn() + Send + Sync {
    move || {
        let (x, y) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let saw = concurrently([
            actor("write x", || {
                x.store(1, write);
                (0, 0)
            }),
            actor("write y", || {
                y.store(1, write);
                (0, 0)
            }),
            actor("x then y", || (x.load(read), y.load(read))),
            actor("y then x", || (y.load(read), x.load(read))),
        ]);
        assert!(saw[2] != (1, 0) || saw[3] != (1, 0), "the readers disagree on what was first");
    }
}

#[test]
fn readers_may_disagree_on_the_order_of_independent_writes() {
    for (write, read) in [(Relaxed, Relaxed), (Release, Acquire)] {
        fails(&loom("iriw", iriw(write, read)));
    }
    // The executions are too many to explore all.
    assert_eq!(loom("iriw", iriw(SeqCst, SeqCst)).verdict, CheckVerdict::Passed);
}

fn peterson(flag: Ordering, look: Ordering, turn: Ordering) -> impl Fn() + Send + Sync {
    move || {
        let wants = [AtomicBool::new(false), AtomicBool::new(false)];
        let (last, inside) = (AtomicUsize::new(0), RaceCell::new(0));
        let enter = |me: usize| {
            let other = 1 - me;
            wants[me].store(true, flag);
            if turn == AcqRel {
                last.swap(me, turn);
            } else {
                last.store(me, turn);
            }
            while wants[other].load(look) && last.load(look) == me {
                interleaving::thread::yield_now();
            }
            inside.set(inside.get() + 1);
            wants[me].store(false, flag);
        };
        concurrently([actor("P", || enter(0)), actor("Q", || enter(1))]);
    }
}

#[test]
fn petersons_lock_needs_sequential_consistency() {
    // Twelve sequentially consistent accesses have too many orders to explore all.
    assert_eq!(loom("peterson", peterson(SeqCst, SeqCst, SeqCst)).verdict, CheckVerdict::Passed);
    for (flag, look, turn) in [(Relaxed, Relaxed, Relaxed), (Release, Acquire, Release)] {
        let report = loom("peterson", peterson(flag, look, turn));
        assert_eq!(fails(&report).kind(), FailureKind::DataRace, "{flag:?}");
    }
}

#[test]
fn a_failure_of_loom_in_a_program_with_seq_cst_accesses_does_not_count() {
    let report = loom("half sequentially consistent", || {
        let (data, ready) = (AtomicUsize::new(0), AtomicBool::new(false));
        concurrently([
            actor("send", || {
                data.store(42, Relaxed);
                ready.store(true, Relaxed);
            }),
            actor("receive", || {
                if ready.load(SeqCst) {
                    assert_eq!(data.load(Relaxed), 42);
                }
            }),
        ]);
    });
    assert_eq!(report.verdict, CheckVerdict::Inconclusive);
    assert!(report.covered().iter().any(|line| line.contains("does not count")), "{:?}", report.covered());
}
