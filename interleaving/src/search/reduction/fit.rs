//! The programs that the reduction fits: it must be sound for them, and end.

use crate::run::step::ThreadSlot;
use crate::run::world::World;
use crate::spec::{Action, Tid};

/// The most steps of an execution: a longer one spins, or is too long to be exhausted anyway.
const LONGEST: usize = 400;

/// The most yields and timeouts of one thread in an execution: a thread with more waits in a loop.
const MOST_YIELDS: usize = 12;

/// The most threads: a set of threads has a bit for each.
const MOST_THREADS: usize = 60;

/// Returns whether the running execution is beyond the reduction. It is not sound if the program asks whether
/// a thread has ended, because an end is no step, or reads a clock that other threads' waits have moved. It
/// may not end if a thread spins.
pub(super) fn is_unfit(world: &World) -> bool {
    let looks = |slot: &ThreadSlot| slot.pending.is_some_and(|it| it.action == Action::LookFinished);
    let yields = |thread: Tid| world.events.iter().filter(|it| it.thread == thread && it.yields()).count();
    let last = world.events.last();
    world.events.len() > LONGEST
        || world.threads.len() > MOST_THREADS
        || world.depends_on_time()
        || last.is_some_and(|event| event.yields() && yields(event.thread) > MOST_YIELDS)
        || world.threads.iter().any(looks)
}

/// Returns whether the execution, which has ended, passed the step bound or depends on time.
pub(super) fn was_unfit(world: &World) -> bool {
    world.depends_on_time() || world.events.len() >= world.settings.step_bound
}
