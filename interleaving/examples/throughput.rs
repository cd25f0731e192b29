//! Executions per second on the same bodies: the explorer with its events on, against `shuttle::sync`.
//!
//! `cargo run --release -p interleaving --example throughput`

use std::time::Instant;

use interleaving::{Budget, Check};

/// Executions of each body under each checker.
const EXECUTIONS: u64 = 40_000;

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
locked_sections!(shuttles_locked, shuttle);

/// A writer and a reader exchange four items through one slot.
macro_rules! slot {
    ($name:ident, $($library:tt)+) => {
        fn $name() {
            let slot = std::sync::Arc::new(($($library)+::sync::Mutex::new(None), $($library)+::sync::Condvar::new()));
            let writer = {
                let slot = std::sync::Arc::clone(&slot);
                $($library)+::thread::spawn(move || for item in 0..4 {
                    let mut guard = slot.0.lock().unwrap();
                    while guard.is_some() {
                        guard = slot.1.wait(guard).unwrap();
                    }
                    *guard = Some(item);
                    slot.1.notify_all();
                })
            };
            for wanted in 0..4 {
                let mut guard = slot.0.lock().unwrap();
                while guard.is_none() {
                    guard = slot.1.wait(guard).unwrap();
                }
                assert_eq!(guard.take(), Some(wanted));
                slot.1.notify_all();
            }
            writer.join().unwrap();
        }
    };
}
slot!(ours_slot, interleaving);
slot!(shuttles_slot, shuttle);

/// A body's name, and the body for each checker.
type Row = (&'static str, fn(), fn());

fn main() {
    println!("executions per second, half uniformly random and half PCT; the median of five");
    println!("{:<40}{:>12}{:>14}{:>8}", "body", "explorer", "shuttle::sync", "ratio");
    let rows: [Row; 2] = [
        ("two threads, four locked sections each", ours_locked, shuttles_locked),
        ("one slot behind a condition variable", ours_slot, shuttles_slot),
    ];
    for (name, ours, shuttles) in rows {
        let mut speeds: Vec<(f64, f64)> = (0..5).map(|_| (explorer(ours), shuttle(shuttles))).collect();
        speeds.sort_by(|a, b| (a.0 / a.1).total_cmp(&(b.0 / b.1)));
        let (own, other) = speeds[2];
        println!("{name:<40}{own:>12.0}{other:>14.0}{:>8.2}", own / other);
    }
}

fn explorer(body: fn()) -> f64 {
    let budget = Budget { systematic: 0, random: EXECUTIONS / 2, ..Budget::STANDARD };
    let start = Instant::now();
    let report = Check::new("throughput").budget(budget).explore(body);
    report.executions as f64 / start.elapsed().as_secs_f64()
}

fn shuttle(body: fn()) -> f64 {
    let start = Instant::now();
    shuttle::check_random(body, EXECUTIONS as usize / 2);
    shuttle::check_pct(body, EXECUTIONS as usize / 2, 3);
    EXECUTIONS as f64 / start.elapsed().as_secs_f64()
}
