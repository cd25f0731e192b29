//! Schedules: the choices that an execution consists of.

use super::step::bit;
use super::world::World;
use crate::spec::Tid;

/// The thread of each chosen step, in order. Steps that needed no choice are left out.
pub(crate) type Schedule = Vec<Tid>;

/// The schedule of the execution that has just ended. A step is left out if only the body's own thread could
/// go on, or if its thread was unwinding.
pub(crate) fn schedule(world: &World) -> Schedule {
    world.events.iter().filter(|event| event.enabled > 1).map(|event| event.thread).collect()
}

/// The preemptions of the execution: steps of another thread although the last one could have gone on and did
/// not yield.
pub(crate) fn preemptions(world: &World) -> u32 {
    let mut count = 0;
    for pair in world.events.windows(2) {
        let [former, next] = pair else { continue };
        let could_go_on = next.enabled & bit(former.thread) != 0;
        count += u32::from(next.thread != former.thread && could_go_on && !former.yields());
    }
    count
}
