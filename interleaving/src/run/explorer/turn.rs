//! Which thread runs next: the table of pending operations determines the candidates, the oracle chooses.

use std::cell::{Cell, RefCell};

use smallvec::SmallVec;

use super::oracle::BoxedOracle;
use crate::run::step::{Ended, bit};
use crate::run::world::{self, World};
use crate::spec::Tid;

/// The oracle of the running check, and the generator that looks for an end once the step bound is passed.
struct Driver {
    oracle: BoxedOracle,
    drift: u64,
}

thread_local! {
    static DRIVER: RefCell<Option<Driver>> = const { RefCell::new(None) };
    static WAYS: Cell<usize> = const { Cell::new(1) };
}

/// The number of ways among which an oracle chooses when it is asked for a number.
pub(crate) fn ways() -> usize {
    WAYS.get()
}

/// One of `ways`, chosen by the oracle.
pub(super) fn pick(ways: usize) -> usize {
    WAYS.set(ways);
    driver(|driver| driver.oracle.number()) as usize % ways
}

/// Sets the oracle of this OS thread.
pub(super) fn install(oracle: BoxedOracle) {
    DRIVER.set(Some(Driver { oracle, drift: 0 }));
}

/// Takes the oracle from this OS thread.
pub(super) fn dismiss() -> BoxedOracle {
    driver_of(DRIVER.take()).oracle
}

/// Ends the running execution and takes the oracle from this OS thread; also returns whether the oracle wants
/// to go on.
pub(super) fn abandon(world: &mut World) -> (BoxedOracle, bool) {
    let mut oracle = dismiss();
    let go_on = oracle.end(world);
    (oracle, go_on)
}

/// Begins an execution; `false` if there are no more.
pub(super) fn begin() -> bool {
    let begun = driver(|driver| {
        driver.drift = 0x9E37_79B9_7F4A_7C15;
        driver.oracle.begin()
    });
    if begun {
        world::with(|world| {
            world.begin();
            world.settings.progress.begin();
        });
    }
    begun
}

/// Passes the execution, which has ended, to the oracle; `false` if there are to be no more.
pub(super) fn end() -> bool {
    world::with(|world| driver(|driver| driver.oracle.end(world)))
}

fn driver<R>(f: impl FnOnce(&mut Driver) -> R) -> R {
    DRIVER.with_borrow_mut(|driver| f(driver_of(driver.as_mut())))
}

fn driver_of<D>(driver: Option<D>) -> D {
    driver.unwrap_or_else(|| unreachable!("an execution runs only while an oracle is installed"))
}

/// The thread that runs next; `None` if no thread can go on and the execution has ended.
pub(super) fn next(world: &mut World) -> Option<Tid> {
    match candidates(world) {
        Candidates::Only(thread) => Some(thread),
        Candidates::AnyOf(enabled) => driver(|driver| driver.contested(world, &enabled)),
        Candidates::None => {
            world.stuck();
            None
        }
    }
}

/// The threads that can go on.
enum Candidates {
    /// A thread that has not reached its first operation, or that only observes an end: no choice.
    Only(Tid),
    AnyOf(SmallVec<[Tid; 8]>),
    None,
}

fn candidates(world: &World) -> Candidates {
    let mut enabled = SmallVec::new();
    for (thread, slot) in world.threads.iter().enumerate() {
        if slot.finished {
            continue;
        }
        let Some(pending) = &slot.pending else { return Candidates::Only(thread) };
        if !world.is_enabled(thread, pending) {
            continue;
        }
        if world.is_eager(pending) {
            return Candidates::Only(thread);
        }
        enabled.push(thread);
    }
    if enabled.is_empty() { Candidates::None } else { Candidates::AnyOf(enabled) }
}

/// The multiple of the step bound within which an execution must end once it only looks for an end.
const PATIENCE: usize = 5;

impl Driver {
    fn contested(&mut self, world: &mut World, runnable: &[Tid]) -> Option<Tid> {
        world.enabled = runnable.iter().fold(0, |set, &thread| set | bit(thread));
        let steps = world.events.len();
        if steps < world.settings.step_bound {
            let chosen = self.oracle.choose(world, runnable);
            if chosen.is_none() {
                world.end(Ended::Abandoned);
            }
            return chosen;
        }
        if world.settings.must_yield
            && let Some(thread) = world.spins(world.settings.step_bound / 2)
        {
            world.end(Ended::NeverYields { thread });
            return None;
        }
        if steps >= world.settings.step_bound * PATIENCE {
            world.end(Ended::NeverFinishes);
            return None;
        }
        // Nearly SplitMix64: the same continuation in every run.
        self.drift = self.drift.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = self.drift;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number ^= number >> 27;
        Some(runnable[number as usize % runnable.len()])
    }
}
