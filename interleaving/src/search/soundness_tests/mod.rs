//! Tests that the reduction is sound: on random programs it finds the same set of ends as plain depth-first
//! search.

mod dice;
mod loom;
mod mutants;
mod program;
mod run;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex as StdMutex};

use super::preemption_bound::PreemptionBound;
use super::reduction::Reduction;
use crate::run::explorer::{self, Oracle};
use crate::run::goal::Goal;
use crate::run::settings::Settings;
use crate::run::step::Ended;
use crate::run::world::World;
use crate::spec::Tid;
use crate::sync::Mutex;
use crate::{actor, concurrently};
use dice::Dice;
use program::{Instruction, Program};
use run::Seen;

/// Passes everything on to another oracle, and collects the ends.
struct Collecting<O> {
    oracle: O,
    seen: Seen,
    ends: Arc<StdMutex<BTreeSet<String>>>,
}

/// The end of every execution with a race: which race comes first depends on the order of independent steps,
/// and nothing after it is explored.
const RACE: &str = "race";

impl<O: Oracle> Oracle for Collecting<O> {
    fn begin(&mut self) -> bool {
        self.oracle.begin()
    }

    fn choose(&mut self, world: &World, enabled: &[Tid]) -> Option<Tid> {
        self.oracle.choose(world, enabled)
    }

    fn number(&mut self) -> u64 {
        self.oracle.number()
    }

    fn end(&mut self, world: &mut World) -> bool {
        let seen = self.seen.lock().unwrap().join("| ");
        let waiting: Vec<usize> =
            (0..world.threads.len()).filter(|&thread| !world.threads[thread].finished).collect();
        let end = match &world.ended {
            Some(Ended::Abandoned) => None,
            Some(Ended::DataRace { .. }) => Some(RACE.to_owned()),
            Some(Ended::Deadlock) => Some(format!("stuck {waiting:?}: {seen}")),
            Some(other) => Some(format!("{other:?}: {seen}")),
            None => Some(format!("ends: {seen}")),
        };
        self.ends.lock().unwrap().extend(end);
        self.oracle.end(world)
    }
}

/// The ends of a program under an oracle.
fn ends(program: &Program, oracle: impl Oracle + Send) -> BTreeSet<String> {
    let seen: Seen = Arc::default();
    let found = Arc::new(StdMutex::new(BTreeSet::new()));
    let collecting = Collecting { oracle, seen: Arc::clone(&seen), ends: Arc::clone(&found) };
    let body = Arc::new(run::body(program.clone(), &seen));
    let (spurious, overtaking) = (program.choices, program.choices);
    let (short_reads, short_writes, socket_buffer) = (program.choices, program.choices, SOCKET_BUFFER);
    let settings = Settings { may_panic: true, weak: true, spurious, overtaking, ..Settings::default() };
    let settings = Settings { short_reads, short_writes, socket_buffer, ..settings };
    std::thread::spawn(move || explorer::run(collecting, settings, false, body)).join().unwrap();
    let mut found = found.lock().unwrap();
    if found.contains(RACE) {
        found.retain(|end| end == RACE);
    }
    found.clone()
}

/// The room of a connection, in bytes: for two writes of two bytes, and half of another.
const SOCKET_BUFFER: usize = 5;

/// Programs with more executions than this are too large to compare.
const MOST: u64 = 3_000;

/// All ends of the program, and the number of executions that found them; `None` if it is too large.
fn all_ends(program: &Program) -> Option<(BTreeSet<String>, u64)> {
    let (plain, outcome) = PreemptionBound::new(Goal::Everything, MOST, u32::MAX);
    let wanted = ends(program, plain.unfair());
    let tally = outcome.lock().unwrap().tally;
    tally.exhausted.then_some((wanted, tally.executions))
}

/// How many programs of a comparison had each property.
#[derive(Debug, Default)]
struct Shares {
    programs: u64,
    several: u64,
    stuck: u64,
    races: u64,
}

impl Shares {
    fn add(&mut self, ends: &BTreeSet<String>) {
        self.programs += 1;
        self.several += u64::from(ends.len() > 1);
        self.stuck += u64::from(ends.iter().any(|end| end.starts_with("stuck")));
        self.races += u64::from(ends.contains(RACE));
    }
}

/// Asserts that the reduction finds all ends of the program, unless that is too large.
fn agrees(name: &str, program: &Program, shares: &mut Shares) {
    let Some((wanted, executions)) = all_ends(program) else { return };
    let (reduced, outcome) = Reduction::new(Goal::Everything, 10 * MOST);
    let found = ends(program, reduced);
    let outcome = outcome.lock().unwrap();
    assert!(!outcome.unfit, "{name}: unfit for the reduction: {program:#?}");
    assert!(outcome.tally.exhausted, "{name}: the reduction did not end: {program:#?}");
    assert_eq!(found, wanted, "{name}: {program:#?}");
    let needed = outcome.tally.executions;
    assert!(needed <= executions, "{name}: {needed} executions for {executions}: {program:#?}");
    shares.add(&wanted);
}

/// Programs of which an earlier reduction lost an end.
#[test]
fn ends_that_were_once_lost_are_found() {
    // A thread that unwinds takes a step of several operations: no other can come between the first and the
    // second.
    let unwinds = vec![
        vec![Instruction::Panics(vec![Instruction::Add(1)]), Instruction::Yield],
        vec![Instruction::Add(1), Instruction::Add(0)],
        vec![Instruction::Add(0)],
    ];
    let mut shares = Shares::default();
    agrees("unwinds", &Program { threads: unwinds, choices: false }, &mut shares);
    assert_eq!(shares.several, 1);
}

#[test]
fn the_reduction_finds_every_end_of_random_programs() {
    let count: u64 = std::env::var("PROGRAMS").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000);
    let mut shares = Shares::default();
    for seed in 0..count {
        agrees(&format!("seed {seed}"), &Dice::new(seed).program(), &mut shares);
    }
    println!("{shares:?}");
    let Shares { programs, several, stuck, races } = shares;
    assert!(programs * 10 >= count * 9, "too many programs were too large");
    assert!(several * 10 >= programs * 3, "too few programs with two or more ends");
    assert!(stuck * 10 >= programs, "too few programs with deadlocks");
    assert!(races > 0, "no program with a race");
}

/// The executions that the reduction needs for a program, those it gave up as redundant, and whether it
/// ended.
fn cost(body: impl Fn() + Send + Sync + 'static) -> (u64, u64, bool) {
    let (reduced, outcome) = Reduction::new(Goal::Always, 1_000_000);
    std::thread::spawn(move || explorer::run(reduced, Settings::default(), false, Arc::new(body)))
        .join()
        .unwrap();
    let outcome = outcome.lock().unwrap();
    (outcome.tally.executions, outcome.redundant, outcome.tally.exhausted)
}

fn dine(seats: usize, meals: usize) {
    let forks: Vec<Mutex<()>> = (0..seats).map(|_| Mutex::new(())).collect();
    concurrently(
        (0..seats)
            .map(|seat| {
                let forks = &forks;
                actor("dine", move || {
                    let (left, right) = (seat.min((seat + 1) % seats), seat.max((seat + 1) % seats));
                    for _ in 0..meals {
                        let _first = forks[right].lock().unwrap();
                        let _second = forks[left].lock().unwrap();
                    }
                })
            })
            .collect::<Vec<_>>(),
    );
}

#[test]
fn known_programs_are_exhausted_in_as_many_executions_as_they_have_traces() {
    // For each fork, which neighbour is first: all but the circles, 2ⁿ − 2. A few more are given up as
    // redundant.
    assert_eq!(cost(|| dine(4, 1)), (14, 1, true));
    assert_eq!(cost(|| dine(5, 1)), (30, 1, true));
    assert_eq!(cost(|| dine(3, 2)), (90, 2, true));
    let counters = || {
        let counter = Mutex::new(0);
        concurrently((0..3).map(|_| actor("count", || *counter.lock().unwrap() += 1)).collect::<Vec<_>>());
    };
    // The orders of three sections of one lock: 3!
    assert_eq!(cost(counters), (6, 0, true));
}
