//! The cost of happens-before: the same program on cells without vector clocks and with them.
//!
//! `cargo run --release -p interleaving --example clocks`

use std::time::Instant;

use interleaving::cell::{RaceCell, Shared};
use interleaving::sync::Mutex;
use interleaving::{Budget, Check, actor, concurrently};

/// Random executions of each body.
const EXECUTIONS: u64 = 40_000;

/// Two threads, four locked increments each.
macro_rules! increments {
    ($name:ident, $cell:ident) => {
        fn $name() {
            let (lock, cell) = (Mutex::new(()), $cell::new(0));
            let add = || {
                for _ in 0..4 {
                    let _held = lock.lock();
                    cell.set(cell.get() + 1);
                }
            };
            concurrently([actor("one", add), actor("two", add)]);
        }
    };
}
increments!(without, Shared);
increments!(with, RaceCell);

fn main() {
    let mut ratios: Vec<(f64, f64)> = (0..5).map(|_| (speed(without), speed(with))).collect();
    ratios.sort_by(|a, b| (a.0 / a.1).total_cmp(&(b.0 / b.1)));
    let (without, with) = ratios[2];
    println!("executions per second: {without:.0} without clocks, {with:.0} with");
    println!(
        "clocks cost {:.0} % of the time, in a program that has a plain cell",
        100.0 * (without / with - 1.0)
    );
}

fn speed(body: fn()) -> f64 {
    let budget = Budget { systematic: 0, random: EXECUTIONS / 2, ..Budget::STANDARD };
    let start = Instant::now();
    let report = Check::new("clocks").budget(budget).explore(body);
    report.executions as f64 / start.elapsed().as_secs_f64()
}
