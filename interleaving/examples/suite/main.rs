//! Executions to the first failure, and to the end of the space, for each search on the same programs.
//!
//! `cargo run --release -p interleaving --example suite`
//!
//! For the random searches the median of 101 seeds. `–`: not found within the budget, or not finished.

mod programs;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::Instant;

use interleaving::report::{CheckReport, CheckVerdict};
use interleaving::{Budget, Check, Search};
use programs::{looms, ours, shuttles};

/// The number of runs of the current program's body.
static RUNS: AtomicU64 = AtomicU64::new(0);

/// The maximum of executions of one search.
const MOST: u64 = 20_000;

/// The seeds of each random search.
const SEEDS: u64 = 101;

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let columns = [
        "program",
        "reduction",
        "by preemptions",
        "random",
        "PCT",
        "POS",
        "whole check: found",
        "told",
        "shuttle's DFS",
        "loom",
        "executions/s",
    ];
    println!("| {} |", columns.join(" | "));
    println!("|---|{}", "---:|".repeat(columns.len() - 1));
    for ((name, body), (shuttles, looms)) in
        ours::ALL.into_iter().zip(shuttles::ALL.into_iter().zip(looms::ALL))
    {
        let start = Instant::now();
        RUNS.store(0, SeqCst);
        let mut cells = vec![systematic(Search::Reduction, body), systematic(Search::Preemptions, body)];
        cells.extend([Search::Uniform, Search::Pct, Search::Pos].map(|search| random(search, body)));
        cells.extend(whole(body));
        cells.insert(0, speed(start));
        cells.push(foreign(|| {
            let mut config = shuttle::Config::new();
            config.failure_persistence = shuttle::FailurePersistence::None;
            let scheduler = shuttle::scheduler::DfsScheduler::new(Some(MOST as usize), false);
            shuttle::Runner::new(scheduler, config).run(shuttles.1);
        }));
        cells.push(foreign(|| {
            let mut model = loom::model::Builder::new();
            model.max_permutations = Some(MOST as usize);
            model.check(looms.1);
        }));
        cells.rotate_left(1);
        println!("| {name} | {} |", cells.join(" | "));
    }
}

/// Executions per second of our own searches since `start`, if there were enough to measure.
fn speed(start: Instant) -> String {
    match RUNS.load(SeqCst) {
        runs if runs >= MOST => format!("{:.0}", runs as f64 / start.elapsed().as_secs_f64()),
        _ => String::new(),
    }
}

fn check(search: Search) -> Check {
    let budget = Budget { systematic: MOST, preemptions: 16, random: MOST, loom: 0 };
    Check::new("suite").budget(budget).only(search)
}

/// The number of the first execution that failed.
fn first_failure(report: &CheckReport) -> Option<u64> {
    let found = &report.failure.as_ref()?.how_found();
    let number = found.split("schedule ").nth(1)?.split(';').next()?;
    number.replace(',', "").parse().ok()
}

fn systematic(search: Search, body: fn()) -> String {
    let report = check(search).explore(body);
    match (first_failure(&report), report.verdict) {
        (Some(first), _) => first.to_string(),
        (None, CheckVerdict::Passed) if report.covered()[0].starts_with("all") => {
            format!("all {}", report.executions)
        }
        _ => "–".to_owned(),
    }
}

fn random(search: Search, body: fn()) -> String {
    // A correct program is not worth the time: a random search finds nothing in it.
    let once = check(search).explore(body);
    if first_failure(&once).is_none() {
        return "–".to_owned();
    }
    let first = |seed| first_failure(&check(search).seed(seed).explore(body)).unwrap_or(u64::MAX);
    median((1..=SEEDS).map(first).collect())
}

/// A check with its defaults: the executions up to the first failure (the median over the seeds of its
/// probes), and all up to the shrunk failure with the fewest preemptions.
fn whole(body: fn()) -> [String; 2] {
    let explored = |seed| Check::new("suite").loom(false).seed(seed).explore(body);
    let once = explored(1);
    if once.verdict == CheckVerdict::Passed {
        return [format!("all {}", once.executions), format!("all {}", once.executions)];
    }
    let all: Vec<CheckReport> = (1..=SEEDS).map(explored).collect();
    let found = all.iter().map(|report| report.first_failure.unwrap_or(u64::MAX));
    let told = all.iter().map(|report| if report.failure.is_some() { report.executions } else { u64::MAX });
    [median(found.collect()), median(told.collect())]
}

fn median(mut counts: Vec<u64>) -> String {
    counts.sort_unstable();
    match counts[counts.len() / 2] {
        u64::MAX => "–".to_owned(),
        count => count.to_string(),
    }
}

/// A checker that panics at the first failure: how often it ran the body up to there, or in all.
fn foreign(explore: impl FnOnce()) -> String {
    RUNS.store(0, SeqCst);
    match (catch_unwind(AssertUnwindSafe(explore)), RUNS.load(SeqCst)) {
        (Ok(()), runs) if runs >= MOST => "–".to_owned(),
        (Ok(()), runs) => format!("all {runs}"),
        // loom's own limit.
        (Err(payload), _) if text(&*payload).contains("self.threads.len()") => "cannot".to_owned(),
        (Err(_), runs) => runs.to_string(),
    }
}

fn text(payload: &(dyn std::any::Any + Send)) -> &str {
    let owned = payload.downcast_ref::<String>().map(String::as_str);
    owned.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or_default()
}
