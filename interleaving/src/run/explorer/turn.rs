//! Whose turn it is: the table of pending operations and the oracle, asked wherever a thread comes to an
//! operation or to its end.

use std::cell::{Cell, RefCell};

use smallvec::SmallVec;

use crate::run::world::{self, Ended, World};
use crate::spec::Tid;

/// Follows an oracle through the executions of a check.
pub(crate) trait Oracle: 'static {
    /// Begins an execution, or says that there are no more.
    fn begin(&mut self) -> bool;
    /// Chooses among `enabled`, of which there are at least one; `None` gives the execution up.
    fn choose(&mut self, world: &World, enabled: &[Tid]) -> Option<Tid>;
    /// A number for a choice that is not a thread.
    fn number(&mut self) -> u64;
    /// Hears how the execution went; says whether to go on.
    fn end(&mut self, world: &mut World) -> bool;
}

/// An oracle that passes from one OS thread to the next.
pub(crate) type BoxedOracle = Box<dyn Oracle + Send>;

/// The oracle at work, and the generator that looks for an end once the step bound is passed.
struct Driver {
    oracle: BoxedOracle,
    drift: u64,
}

thread_local! {
    static DRIVER: RefCell<Option<Driver>> = const { RefCell::new(None) };
    static WAYS: Cell<usize> = const { Cell::new(1) };
}

/// Among how many an oracle that is asked for a number chooses.
pub(crate) fn ways() -> usize {
    WAYS.get()
}

/// One of `ways`, by the oracle.
pub(super) fn pick(ways: usize) -> usize {
    WAYS.set(ways);
    driver(|driver| driver.oracle.number()) as usize % ways
}

/// Puts `oracle` to work on this OS thread.
pub(super) fn install(oracle: BoxedOracle) {
    DRIVER.set(Some(Driver { oracle, drift: 0 }));
}

/// Takes the oracle off its work.
pub(super) fn dismiss() -> BoxedOracle {
    driver_of(DRIVER.take()).oracle
}

/// Takes the oracle off its work in the middle of an execution, after it has heard how that ended; whether it
/// wants to go on.
pub(crate) fn farewell(world: &mut World) -> (BoxedOracle, bool) {
    let mut oracle = dismiss();
    let go_on = oracle.end(world);
    (oracle, go_on)
}

/// Begins an execution, or says that there are no more.
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

/// The oracle hears how the execution went; says whether to go on.
pub(super) fn end() -> bool {
    world::with(|world| driver(|driver| driver.oracle.end(world)))
}

fn driver<R>(f: impl FnOnce(&mut Driver) -> R) -> R {
    DRIVER.with_borrow_mut(|driver| f(driver_of(driver.as_mut())))
}

fn driver_of<D>(driver: Option<D>) -> D {
    driver.unwrap_or_else(|| unreachable!("an oracle is at work while an execution runs"))
}

/// Who goes on; `None` when nobody does and the execution has ended.
pub(super) fn next(world: &mut World) -> Option<Tid> {
    match standing(world) {
        Next::Only(thread) => Some(thread),
        Next::AnyOf(enabled) => driver(|driver| driver.contested(world, &enabled)),
        Next::Nobody => {
            world.stuck();
            None
        }
    }
}

/// Who can go on.
enum Next {
    /// A thread that has not reached its first operation, or that only observes an end: no choice.
    Only(Tid),
    AnyOf(SmallVec<[Tid; 8]>),
    Nobody,
}

fn standing(world: &World) -> Next {
    let mut enabled = SmallVec::new();
    for (thread, slot) in world.threads.iter().enumerate() {
        if slot.finished {
            continue;
        }
        let Some(pending) = &slot.pending else { return Next::Only(thread) };
        if !world.is_enabled(thread, pending) {
            continue;
        }
        if pending.action.is_eager() {
            return Next::Only(thread);
        }
        enabled.push(thread);
    }
    if enabled.is_empty() { Next::Nobody } else { Next::AnyOf(enabled) }
}

/// How many times the step bound an execution may take to end once it only tries to.
const PATIENCE: usize = 5;

impl Driver {
    fn contested(&mut self, world: &mut World, runnable: &[Tid]) -> Option<Tid> {
        world.enabled = runnable.iter().fold(0, |set, &thread| set | world::bit(thread));
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
        // SplitMix64: the same continuation in every run.
        self.drift = self.drift.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = self.drift;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number ^= number >> 27;
        Some(runnable[number as usize % runnable.len()])
    }
}
