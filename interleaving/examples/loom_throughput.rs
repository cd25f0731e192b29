//! Executions per second on the same bodies: under our loom interpreter, against loom itself.
//!
//! `cargo run --release -p interleaving --example loom_throughput`

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

use interleaving::{Budget, Check};

/// Two threads, four locked sections each, written once for each library.
macro_rules! locked_sections {
    ($name:ident, $($library:tt)+) => {
        fn $name() {
            let counter = std::sync::Arc::new($($library)+::sync::Mutex::new(0));
            let threads: Vec<_> = (0..2)
                .map(|_| {
                    let counter = std::sync::Arc::clone(&counter);
                    $($library)+::thread::spawn(move || (0..4).for_each(|_| *counter.lock().unwrap() += 1))
                })
                .collect();
            threads.into_iter().for_each(|thread| thread.join().unwrap());
            assert_eq!(*counter.lock().unwrap(), 8);
        }
    };
}
locked_sections!(ours_locked, interleaving);
locked_sections!(looms_locked, loom);

/// Two threads, three additions to an atomic each.
macro_rules! additions {
    ($name:ident, $($library:tt)+) => {
        fn $name() {
            let counter = std::sync::Arc::new($($library)+::sync::atomic::AtomicUsize::new(0));
            let threads: Vec<_> = (0..2)
                .map(|_| {
                    let counter = std::sync::Arc::clone(&counter);
                    $($library)+::thread::spawn(move || (0..3).for_each(|_| { counter.fetch_add(1, Relaxed); }))
                })
                .collect();
            threads.into_iter().for_each(|thread| thread.join().unwrap());
            assert_eq!(counter.load(Relaxed), 6);
        }
    };
}
additions!(ours_added, interleaving);
additions!(looms_added, loom);

/// The explorations of each body in a round, and the number of rounds; the best round counts.
const REPEATS: u64 = 40;
const ROUNDS: usize = 5;

fn main() {
    compare("two threads, four locked sections each", ours_locked, looms_locked);
    compare("two threads, three additions each", ours_added, looms_added);
}

fn compare(name: &str, ours: fn(), looms: fn()) {
    let (mut best_ours, mut best_looms) = (0.0_f64, 0.0_f64);
    let (mut executions, mut raw) = (0, 0);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        executions = (0..REPEATS).map(|_| explored(ours)).sum();
        best_ours = best_ours.max(executions as f64 / start.elapsed().as_secs_f64());
        let start = Instant::now();
        raw = (0..REPEATS).map(|_| modelled(looms)).sum();
        best_looms = best_looms.max(raw as f64 / start.elapsed().as_secs_f64());
    }
    println!(
        "{name}: ours {best_ours:.0} executions/s ({} each), loom {best_looms:.0} ({} each), ratio {:.2}",
        executions / REPEATS,
        raw / REPEATS,
        best_ours / best_looms
    );
}

fn explored(body: fn()) -> u64 {
    let budget = Budget { systematic: 0, preemptions: 0, random: 0, loom: 1_000_000 };
    let report = Check::new("throughput").budget(budget).loom(true).explore(body);
    assert!(report.failure.is_none(), "{report:?}");
    report.executions
}

fn modelled(body: fn()) -> u64 {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    COUNT.store(0, Relaxed);
    loom::model::Builder::new().check(move || {
        COUNT.fetch_add(1, Relaxed);
        body();
    });
    COUNT.load(Relaxed)
}
