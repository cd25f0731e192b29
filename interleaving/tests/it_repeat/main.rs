//! Programs that change between executions: judged in the repeatable mode, or reported as unrepeatable.

use std::collections::{HashMap, HashSet};
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::*};

use interleaving::report::{CheckReport, CheckVerdict, FailureKind, Found, RenderOptions, render};
use interleaving::sync::Mutex;
use interleaving::{Check, actor, concurrently};

/// The words for the repeatable mode in a report's coverage.
const MODE: &str = "fixed addresses and hash seeds";

fn repeatably(report: &CheckReport) -> bool {
    report.covered().iter().any(|sentence| sentence.contains(MODE))
}

#[track_caller]
fn assert_all_pass(report: &CheckReport) {
    assert_eq!(report.verdict, CheckVerdict::Passed, "{report:?}");
    assert!(
        report.covered()[0].starts_with("all ") && report.covered()[0].contains(" schedules"),
        "{report:?}"
    );
}

struct Account {
    balance: Mutex<i64>,
}

impl Account {
    fn new(balance: i64) -> Self {
        Self { balance: Mutex::new(balance) }
    }

    /// Locks the account at the lower address first.
    fn transfer(from: &Self, to: &Self, amount: i64) {
        let (mut giver, mut taker);
        if ptr::from_ref(from) < ptr::from_ref(to) {
            giver = from.balance.lock().unwrap();
            taker = to.balance.lock().unwrap();
        } else {
            taker = to.balance.lock().unwrap();
            giver = from.balance.lock().unwrap();
        }
        *giver -= amount;
        *taker += amount;
    }
}

#[test]
fn locks_in_the_order_of_their_addresses_in_one_vec_are_right() {
    let report = Check::new("two transfers, one vec").explore(|| {
        let accounts = Vec::from([Account::new(10), Account::new(10)]);
        concurrently([
            actor("transfer(0, 1)", || Account::transfer(&accounts[0], &accounts[1], 3)),
            actor("transfer(1, 0)", || Account::transfer(&accounts[1], &accounts[0], 4)),
        ]);
        assert_eq!(*accounts[0].balance.lock().unwrap(), 11);
    });
    assert_all_pass(&report);
}

#[test]
fn locks_in_the_order_of_their_addresses_in_separate_boxes_are_right() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let report = Check::new("two transfers, two boxes").explore(|| {
        // malloc returns the memory freed last first: in every other run, the boxes change places.
        let mut free = vec![Arc::new(Account::new(0)), Arc::new(Account::new(0))];
        free.sort_by_key(Arc::as_ptr);
        drop(free.swap_remove(RUNS.fetch_add(1, Relaxed) % 2));
        drop(free.pop());
        let (a, b) = (Arc::new(Account::new(10)), Arc::new(Account::new(10)));
        concurrently([
            actor("transfer(a, b)", || Account::transfer(&a, &b, 3)),
            actor("transfer(b, a)", || Account::transfer(&b, &a, 4)),
        ]);
        assert_eq!(*a.balance.lock().unwrap(), 11);
    });
    assert_all_pass(&report);
    assert!(repeatably(&report), "{report:?}");
}

const NAMES: [&str; 3] = ["ann", "bob", "eve"];

/// The accounts by name, in a new map with an order of its own.
fn map() -> HashMap<&'static str, Mutex<i64>> {
    NAMES.iter().map(|&name| (name, Mutex::new(0))).collect()
}

#[test]
fn locks_in_the_order_of_one_hash_map_are_right() {
    let report = Check::new("two audits, one map").explore(|| {
        let accounts = map();
        let audit = || {
            let guards: Vec<_> = accounts.values().map(|account| account.lock().unwrap()).collect();
            guards.iter().map(|guard| **guard).sum::<i64>()
        };
        let sums = concurrently([actor("audit", audit), actor("audit", audit)]);
        assert_eq!(sums, [0, 0]);
    });
    assert_all_pass(&report);
}

#[test]
fn a_program_whose_lines_depend_on_a_hash_set_is_right() {
    let report = Check::new("two audits, one set").explore(|| {
        let accounts = [Mutex::new(0), Mutex::new(0), Mutex::new(0)];
        let names = HashSet::from(NAMES);
        let audit = || {
            for &name in &names {
                match name {
                    "ann" => *accounts[0].lock().unwrap() += 1,
                    "bob" => *accounts[1].lock().unwrap() += 1,
                    _ => *accounts[2].lock().unwrap() += 1,
                }
            }
        };
        concurrently([actor("audit", audit), actor("audit", audit)]);
        assert_eq!(*accounts[2].lock().unwrap(), 2);
    });
    assert_all_pass(&report);
    assert!(repeatably(&report), "{report:?}");
}

#[test]
fn two_hash_maps_with_their_own_orders_get_the_same_verdict_each_time() {
    let explore = || {
        Check::new("two audits, two sets").explore(|| {
            let accounts = [Mutex::new(0), Mutex::new(0), Mutex::new(0)];
            let audit = || {
                let names = HashSet::from([0, 1, 2]);
                let guards: Vec<_> = names.iter().map(|&number: &usize| accounts[number].lock()).collect();
                drop(guards);
            };
            concurrently([actor("audit", audit), actor("audit", audit)]);
        })
    };
    let report = explore();
    assert_eq!(report.verdict, CheckVerdict::Failed, "{report:?}");
    assert_eq!(report.failure.as_ref().unwrap().kind(), FailureKind::Deadlock);
    for _ in 0..40 {
        assert_eq!(explore(), report);
    }
}

/// Two locks, taken in opposite orders in the runs that `opposite` selects.
fn fickle(name: &str, runs: &'static AtomicUsize, opposite: fn(usize) -> bool) -> CheckReport {
    Check::new(name).explore(move || {
        let turned = opposite(runs.fetch_add(1, Relaxed));
        let (a, b) = (Mutex::new(()), Mutex::new(()));
        let (first, second) = if turned { (&b, &a) } else { (&a, &b) };
        concurrently([
            actor("one", || drop((a.lock(), b.lock()))),
            actor("other", || drop((first.lock(), second.lock()))),
        ]);
    })
}

#[test]
fn a_program_that_changes_once_loom_runs_it_fails() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let report = fickle("another order from the fifth run on", &RUNS, |run| run >= 4);
    assert_eq!(report.verdict, CheckVerdict::Failed, "{report:?}");
    assert_eq!(report.failure.unwrap().kind(), FailureKind::Deadlock);
}

#[test]
fn a_program_that_fails_for_a_while_and_passes_when_tried_again_passes() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let report = fickle("another order for a while", &RUNS, |run| (4..12).contains(&run));
    assert_all_pass(&report);
    assert!(repeatably(&report), "{report:?}");
}

#[test]
fn a_failure_of_a_program_that_is_never_the_same_is_told_with_its_own_steps() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let report = fickle("another order in every other run", &RUNS, |run| run % 2 == 1);
    assert_eq!(report.verdict, CheckVerdict::Failed, "{report:?}");
    let failure = report.failure.as_ref().unwrap();
    assert_eq!(failure.kind(), FailureKind::Deadlock);
    assert!(matches!(failure.found, Found::Once { .. }), "{failure:?}");
    assert!(!failure.rows.is_empty() && failure.replay.is_empty(), "{failure:?}");
    let text = render(&report, &RenderOptions::new(&|_| None));
    assert!(text.contains("it cannot be repeated"), "{text}");
}

#[test]
fn a_program_that_reads_the_real_clock_is_not_repeatable() {
    let report = Check::new("the clock decides").explore(|| {
        let (left, right) = (Mutex::new(0), Mutex::new(0));
        let odd = || {
            let watch = std::time::Instant::now();
            (0..100).any(|_| std::hint::black_box(watch.elapsed().subsec_nanos() % 2 == 1)) && {
                watch.elapsed().subsec_nanos() / 10 % 2 == 1
            }
        };
        let both = || {
            for _ in 0..3 {
                let (first, second) = if odd() { (&left, &right) } else { (&right, &left) };
                if odd() {
                    *first.lock().unwrap() += 1;
                } else {
                    *second.lock().unwrap() += 1;
                }
            }
        };
        concurrently([actor("both", both), actor("both", both)]);
    });
    assert_eq!(report.verdict, CheckVerdict::Failed, "{report:?}");
    let headline = report.failure.as_ref().unwrap().headline();
    assert!(headline.starts_with("the program does something else each time: "), "{headline}");
    let said = &report.covered()[0];
    assert!(
        said.starts_with("not repeatable: two executions of the same schedule differ at step "),
        "{said}"
    );
    let step: usize = said.rsplit(' ').next().unwrap().parse().unwrap();
    assert!((1..=20).contains(&step), "{said}");
}

#[test]
fn ordinary_programs_do_not_pay_for_the_mode() {
    let right = Check::new("two deposits").explore(|| {
        let balance = Mutex::new(0);
        let deposit = || *balance.lock().unwrap() += 1;
        concurrently([actor("deposit", deposit), actor("deposit", deposit)]);
    });
    assert_all_pass(&right);
    assert!(!repeatably(&right), "{right:?}");

    let wrong = Check::new("two looks").explore(|| {
        let balance = Mutex::new(0);
        let deposit = || {
            let seen = *balance.lock().unwrap();
            *balance.lock().unwrap() = seen + 1;
        };
        concurrently([actor("deposit", deposit), actor("deposit", deposit)]);
        assert_eq!(*balance.lock().unwrap(), 2);
    });
    assert_eq!(wrong.verdict, CheckVerdict::Failed);
    assert!(!repeatably(&wrong), "{wrong:?}");
}

#[test]
fn a_failure_that_depends_on_a_hash_set_is_reported_in_the_mode() {
    let report = Check::new("a lost entry").explore(|| {
        let accounts = [Mutex::new(0), Mutex::new(0), Mutex::new(0)];
        let audit = || {
            for number in HashSet::from([0, 1, 2]) {
                let seen = match number {
                    0 => *accounts[0].lock().unwrap(),
                    1 => *accounts[1].lock().unwrap(),
                    _ => *accounts[2].lock().unwrap(),
                };
                *accounts[number as usize].lock().unwrap() = seen + 1;
            }
        };
        concurrently([actor("audit", audit), actor("audit", audit)]);
        assert!(*accounts[0].lock().unwrap() == 2, "an entry is lost");
    });
    assert_eq!(report.verdict, CheckVerdict::Failed, "{report:?}");
    assert_eq!(report.failure.as_ref().unwrap().headline(), "an entry is lost");
}

#[test]
fn memory_kept_from_one_execution_to_the_next_stays_valid() {
    static KEPT: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    // A thread outside the check allocates meanwhile, and frees memory of the executions.
    let other = std::thread::spawn(move || {
        while !stopped.load(Acquire) {
            let mut kept = KEPT.lock().unwrap();
            let half = kept.len() / 2;
            assert!(kept.drain(..half).all(|text| text.len() == 1000));
            drop(kept);
            std::thread::yield_now();
        }
    });
    let report = Check::new("a diary").explore(|| {
        let accounts = [Mutex::new(0), Mutex::new(0), Mutex::new(0)];
        let names = HashSet::from(NAMES);
        KEPT.lock().unwrap().push("x".repeat(1000));
        let audit = || {
            for &name in &names {
                match name {
                    "ann" => *accounts[0].lock().unwrap() += 1,
                    "bob" => *accounts[1].lock().unwrap() += 1,
                    _ => *accounts[2].lock().unwrap() += 1,
                }
            }
        };
        concurrently([actor("audit", audit), actor("audit", audit)]);
    });
    stop.store(true, Release);
    other.join().unwrap();
    assert_all_pass(&report);
    assert!(repeatably(&report), "{report:?}");
    assert!(KEPT.lock().unwrap().iter().all(|text| text.bytes().all(|byte| byte == b'x')));
}

#[test]
fn a_thread_that_computes_for_ever_hangs() {
    let report = Check::new("a loop").explore(|| {
        let balance = Mutex::new(0);
        concurrently([actor("spin", || {
            *balance.lock().unwrap() += 1;
            loop {
                std::hint::black_box(());
            }
        })]);
    });
    assert_eq!(report.verdict, CheckVerdict::Hangs, "{report:?}");
    let failure = report.failure.unwrap();
    let place = failure.place.as_ref().unwrap();
    assert!(place.file.ends_with("main.rs") && place.line == line!() - 9, "{place:?}");
    assert!(failure.headline().starts_with("P1 computes for ever"), "{}", failure.headline());
}

#[test]
fn a_thread_that_waits_for_a_lock_of_std_gets_advice() {
    let report = Check::new("a lock of std").explore(|| {
        let (seen, hidden) = (Mutex::new(0), std::sync::Mutex::new(0));
        concurrently((0..2).map(|_| {
            actor("add", || {
                let mut hidden = hidden.lock().unwrap();
                *seen.lock().unwrap() += 1;
                *hidden += 1;
            })
        }));
    });
    assert_eq!(report.verdict, CheckVerdict::Inconclusive, "{report:?}");
    let failure = report.failure.unwrap();
    assert!(failure.headline().contains("waits for something that the check cannot see"), "{failure:?}");
    assert!(failure.headline().contains("instead of std's"), "{failure:?}");
}

#[test]
fn a_replay_shows_the_nearest_schedule_that_passes() {
    let explore = || {
        Check::new("two looks, two writes").explore(|| {
            let balance = Mutex::new(10);
            let withdraw = || {
                let seen = *balance.lock().unwrap();
                *balance.lock().unwrap() = seen - 1;
            };
            concurrently([actor("withdraw", withdraw), actor("withdraw", withdraw)]);
            assert_eq!(*balance.lock().unwrap(), 8);
        })
    };
    let failure = explore().failure.unwrap();
    assert!(failure.nearest.is_none());
    // SAFETY: a token is read only by the check that it names, and no other test of this program sets one.
    unsafe { std::env::set_var("RACE", &failure.replay) };
    let again = explore().failure.unwrap();
    assert_eq!(again.rows, failure.rows);
    let nearest = again.nearest.unwrap();
    // P1 has read and P2 runs between: this is the last step at which another choice still passes.
    assert_eq!(nearest.headline(), "at step 3 P1 goes on instead of P2, and nothing fails");
    let steps: Vec<_> = nearest.rows.iter().map(|row| (row.thread, row.step.unwrap())).collect();
    assert_eq!(steps, [(1, 3), (2, 5), (2, 7)]);
    assert!(nearest.rows.iter().all(|row| row.until == row.step.map(|step| step + 1)));
}
