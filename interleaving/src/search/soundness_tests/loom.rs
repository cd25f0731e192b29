//! The reduction against loom, on random programs that mean the same under both.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex as StdMutex};

use super::dice::Dice;
use super::program::{LOOMS, Program};
use super::run::{self, Seen};
use super::{MOST, SOCKET_BUFFER, ends};
use crate::run::body::Body;
use crate::run::goal::Goal;
use crate::run::settings::Settings;
use crate::search::loom::explore;
use crate::search::reduction::Reduction;

/// loom explores more executions, and each takes longer.
const LOOMS_MOST: u64 = 4_000;

/// The ends that loom finds, and the number of its executions; `None` if there are too many, or loom cannot
/// check the program.
fn looms_ends(program: &Program) -> Option<(BTreeSet<String>, u64)> {
    let seen: Seen = Arc::default();
    let found = Arc::new(StdMutex::new(BTreeSet::new()));
    let (run, ends) = (run::body(program.clone(), &seen), Arc::clone(&found));
    let body = move || {
        run();
        ends.lock().unwrap().insert(format!("ends: {}", seen.lock().unwrap().join("| ")));
    };
    let body: Body = Arc::new(body);
    let settings = Settings { socket_buffer: SOCKET_BUFFER, ..Settings::default() };
    let explored = std::thread::spawn(move || explore(&settings, LOOMS_MOST, &body));
    let ran = explored.join().unwrap();
    assert_eq!(ran.failed, None, "{program:?}");
    let found = found.lock().unwrap().clone();
    (ran.exhausted && ran.limit.is_none()).then_some((found, ran.executions))
}

#[test]
fn loom_finds_the_same_ends_of_random_programs() {
    let count: u64 = std::env::var("PROGRAMS").ok().and_then(|text| text.parse().ok()).unwrap_or(600);
    let (mut compared, mut several, mut ours, mut looms) = (0, 0, 0, 0);
    for seed in 0..count {
        let program = Dice::new(seed).program_among(&LOOMS);
        let (reduced, outcome) = Reduction::new(Goal::Everything, 10 * MOST);
        let own = ends(&program, reduced);
        // loom stops at the first execution in which a thread waits for ever.
        if own.iter().any(|end| !end.starts_with("ends")) {
            continue;
        }
        let Some((other, executions)) = looms_ends(&program) else { continue };
        assert_eq!(own, other, "seed {seed}: {program:#?}");
        compared += 1;
        several += u64::from(own.len() > 1);
        ours += outcome.lock().unwrap().tally.executions;
        looms += executions;
    }
    println!(
        "{compared} programs of {count}, {several} with two or more ends: {ours} executions, loom {looms}"
    );
    assert!(compared * 4 >= count, "too few programs could be compared");
    assert!(several * 10 >= compared * 3, "too few programs with two or more ends");
}
