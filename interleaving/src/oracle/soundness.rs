//! The reduction against plain depth-first search, on random programs: the same set of ends.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex as StdMutex, PoisonError};

use super::Goal;
use super::bounded::Bounded;
use super::reduced::Reduced;
use crate::run::explorer::{self, Oracle};
use crate::run::world::{Settings, World};
use crate::spec::Tid;
use crate::sync::atomic::{AtomicI64, Ordering};
use crate::sync::{Condvar, Mutex, RwLock, Semaphore};
use crate::{Meeting, actor, concurrently};

/// One thing a thread of a random program does.
#[derive(Clone, Debug)]
enum Instruction {
    Section(usize, Vec<Instruction>),
    /// Only inside a section of mutex 0.
    Wait,
    NotifyOne,
    NotifyAll,
    TryLock(usize),
    Take(usize),
    TryTake(usize),
    Give(usize),
    Load(usize),
    Store(usize, i64),
    Add(usize),
    Reading(usize, Vec<Instruction>),
    Writing(usize, Vec<Instruction>),
    TryRead(usize),
    TryWrite(usize),
    /// The meeting of two; a third comes to one that is over.
    Attend,
}

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (number ^ (number >> 31)) as usize % sides
    }

    fn program(&mut self) -> Vec<Vec<Instruction>> {
        let threads = 2 + self.throw(2);
        let most = if threads == 2 { 3 } else { 2 };
        (0..threads)
            .map(|_| (0..1 + self.throw(most)).map(|_| self.instruction(0, false)).collect())
            .collect()
    }

    fn instruction(&mut self, depth: usize, in_zero: bool) -> Instruction {
        loop {
            return match self.throw(17) {
                0 | 1 if depth < 2 => {
                    let mutex = self.throw(2);
                    let count = self.throw(3);
                    let inner =
                        (0..count).map(|_| self.instruction(depth + 1, mutex == 0 && depth == 0)).collect();
                    Instruction::Section(mutex, inner)
                }
                2 if in_zero => Instruction::Wait,
                3 => Instruction::NotifyOne,
                4 if self.throw(2) == 0 => Instruction::NotifyAll,
                5 => Instruction::TryLock(self.throw(2)),
                6 => Instruction::Take(self.throw(2)),
                7 => Instruction::TryTake(self.throw(2)),
                8 => Instruction::Give(self.throw(2)),
                9 => Instruction::Load(self.throw(2)),
                10 => Instruction::Store(self.throw(2), self.throw(3) as i64 + 10),
                11 => Instruction::Add(self.throw(2)),
                12 | 13 if depth < 2 => {
                    let lock = self.throw(2);
                    let count = self.throw(2);
                    let inner = (0..count).map(|_| self.instruction(depth + 1, false)).collect();
                    match self.throw(2) {
                        0 => Instruction::Reading(lock, inner),
                        _ => Instruction::Writing(lock, inner),
                    }
                }
                14 => Instruction::TryRead(self.throw(2)),
                15 => Instruction::TryWrite(self.throw(2)),
                // Seldom: who comes alone waits for ever, and then a program has few ends.
                16 if self.throw(3) == 0 => Instruction::Attend,
                _ => continue,
            };
        }
    }
}

struct Shared {
    mutexes: [Mutex<i64>; 2],
    condvar: Condvar,
    semaphores: [Semaphore; 2],
    atomics: [AtomicI64; 2],
    rwlocks: [RwLock<i64>; 2],
    meeting: Meeting,
}

/// What the threads of the running execution have seen so far.
type Seen = Arc<StdMutex<Vec<String>>>;

fn run(shared: &Shared, instructions: &[Instruction], thread: usize, seen: &Seen) {
    for instruction in instructions {
        step(shared, instruction, thread, seen);
    }
}

fn see(seen: &Seen, thread: usize, what: impl std::fmt::Display) {
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    write!(seen[thread], "{what} ").unwrap();
}

fn step(shared: &Shared, instruction: &Instruction, thread: usize, seen: &Seen) {
    match instruction {
        Instruction::Section(mutex, inner) => {
            let mut guard = shared.mutexes[*mutex].lock().unwrap();
            *guard = *guard * 3 + thread as i64 + 1;
            see(seen, thread, *guard);
            for instruction in inner {
                if let Instruction::Wait = instruction {
                    if *mutex == 0 {
                        guard = shared.condvar.wait(guard).unwrap();
                        see(seen, thread, "woken");
                    }
                } else {
                    step(shared, instruction, thread, seen);
                }
            }
        }
        Instruction::Wait => {}
        Instruction::Reading(lock, inner) => {
            let guard = shared.rwlocks[*lock].read().unwrap();
            see(seen, thread, *guard);
            run(shared, inner, thread, seen);
        }
        Instruction::Writing(lock, inner) => {
            let mut guard = shared.rwlocks[*lock].write().unwrap();
            *guard = *guard * 3 + thread as i64 + 1;
            see(seen, thread, *guard);
            run(shared, inner, thread, seen);
        }
        Instruction::TryRead(lock) => see(seen, thread, shared.rwlocks[*lock].try_read().is_ok()),
        Instruction::TryWrite(lock) => see(seen, thread, shared.rwlocks[*lock].try_write().is_ok()),
        Instruction::Attend => shared.meeting.attend(),
        Instruction::NotifyOne => shared.condvar.notify_one(),
        Instruction::NotifyAll => shared.condvar.notify_all(),
        Instruction::TryLock(mutex) => see(seen, thread, shared.mutexes[*mutex].try_lock().is_ok()),
        Instruction::Take(semaphore) => shared.semaphores[*semaphore].wait(),
        Instruction::TryTake(semaphore) => see(seen, thread, shared.semaphores[*semaphore].try_wait()),
        Instruction::Give(semaphore) => shared.semaphores[*semaphore].signal(),
        Instruction::Load(atomic) => see(seen, thread, shared.atomics[*atomic].load(Ordering::SeqCst)),
        Instruction::Store(atomic, value) => shared.atomics[*atomic].store(*value, Ordering::SeqCst),
        Instruction::Add(atomic) => see(seen, thread, shared.atomics[*atomic].fetch_add(1, Ordering::SeqCst)),
    }
}

/// Passes everything on to another oracle, and collects the ends.
struct Collecting<O> {
    oracle: O,
    seen: Seen,
    ends: Arc<StdMutex<BTreeSet<String>>>,
}

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
        if world.ended != Some(crate::run::world::Ended::Abandoned) {
            let seen = self.seen.lock().unwrap().join("| ");
            let waiting: Vec<usize> =
                (0..world.threads.len()).filter(|&thread| !world.threads[thread].finished).collect();
            let ended = world.ended.as_ref().map_or("ends", |_| "stuck");
            self.ends.lock().unwrap().insert(format!("{ended} {waiting:?}: {seen}"));
        }
        self.oracle.end(world)
    }
}

/// The ends of a program under an oracle.
fn ends(program: &[Vec<Instruction>], oracle: impl Oracle + Send) -> BTreeSet<String> {
    let seen: Seen = Arc::default();
    let found = Arc::new(StdMutex::new(BTreeSet::new()));
    let collecting = Collecting { oracle, seen: Arc::clone(&seen), ends: Arc::clone(&found) };
    let program = program.to_vec();
    let body = Arc::new(move || {
        *seen.lock().unwrap() = vec![String::new(); program.len() + 1];
        let shared = Shared {
            mutexes: [Mutex::new(0), Mutex::new(0)],
            condvar: Condvar::new(),
            semaphores: [Semaphore::new(0), Semaphore::new(1)],
            atomics: [AtomicI64::new(0), AtomicI64::new(0)],
            rwlocks: [RwLock::new(0), RwLock::new(0)],
            meeting: Meeting::of(2),
        };
        let actors = program.iter().enumerate().map(|(thread, instructions)| {
            let (shared, seen) = (&shared, &seen);
            actor("random", move || run(shared, instructions, thread, seen))
        });
        concurrently(actors.collect::<Vec<_>>());
        let last = shared.atomics.iter().map(|atomic| atomic.load(Ordering::SeqCst).to_string());
        see(&seen, program.len(), last.collect::<Vec<_>>().join(","));
    });
    std::thread::spawn(move || explorer::run(collecting, Settings::default(), false, body)).join().unwrap();
    let found = found.lock().unwrap();
    found.clone()
}

/// Whether the reduction finds all the ends of the program of this seed; `None` if it is too large to tell.
fn agrees(seed: u64, tallies: &mut [u64; 4]) -> Option<()> {
    const MOST: u64 = 3_000;
    let program = Dice(seed).program();
    let (plain, all) = Bounded::new(Goal::Everything, MOST, u32::MAX);
    let wanted = ends(&program, plain);
    let plain_count = all.lock().unwrap().tally;
    if !plain_count.exhausted {
        return None;
    }
    let (reduced, fewer) = Reduced::new(Goal::Everything, 10 * MOST);
    let found = ends(&program, reduced);
    let tally = fewer.lock().unwrap();
    assert!(tally.tally.exhausted, "seed {seed}: the reduction did not end: {program:#?}");
    assert_eq!(found, wanted, "seed {seed}: {program:#?}");
    tallies[0] += 1;
    tallies[1] += u64::from(wanted.len() > 1);
    tallies[2] += u64::from(wanted.iter().any(|end| end.starts_with("stuck")));
    assert!(
        tally.tally.executions <= plain_count.executions,
        "seed {seed}: {} executions for {}",
        tally.tally.executions,
        plain_count.executions
    );
    Some(())
}

#[test]
fn the_reduction_finds_every_end_of_random_programs() {
    let count: u64 = std::env::var("PROGRAMS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000);
    let mut tallies = [0; 4];
    for seed in 0..count {
        let _ = agrees(seed, &mut tallies);
    }
    let [programs, several, stuck, _] = tallies;
    println!("{programs} programs of {count}; {several} with two or more ends, {stuck} with a deadlock");
    assert!(several * 10 >= programs * 3, "too few programs with two or more ends");
    assert!(stuck * 10 >= programs, "too few programs with deadlocks");
}

/// Executions that the reduction needs for a program, and those it gave up as covered.
fn cost(body: impl Fn() + Send + Sync + 'static) -> (u64, u64, bool) {
    let (reduced, outcome) = Reduced::new(Goal::Always, 1_000_000);
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
    // Per fork, which neighbour is first: all but the circles, 2ⁿ − 2. Given up are some that others cover.
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
