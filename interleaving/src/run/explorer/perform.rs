//! One operation as one transition: announced, chosen, done.

use shuttle_engine::runtime::thread::switch;

use super::turn;
use crate::run::op::Op;
use crate::run::repeat::set_inside;
use crate::run::step::Ended;
use crate::run::world::{self, World};
use crate::spec::Effect;

/// Does one operation as one transition.
pub(in crate::run) fn perform(op: Op<'_>) -> Effect {
    let _checker = set_inside(false);
    match world::with(|world| announce(world, &op)) {
        Proceed::Now => {}
        Proceed::WhenChosen => switch(),
        Proceed::Never if world::with(|world| world.returns()) => {}
        Proceed::Never => leave(),
        Proceed::Ignored => return Effect { ok: true, ..Effect::default() },
    }
    let (effect, over) = world::with(|world| {
        if world.returns() {
            return (Effect::default(), false);
        }
        let effect = world.apply(&mut turn::pick);
        (effect, world.ended.is_some() && !world.unwinding())
    });
    if over {
        // The step itself ended the execution: nothing after it happens.
        leave();
    }
    effect
}

/// When a thread does the operation that it has announced.
enum Proceed {
    /// At once: there is no choice, or the oracle chose it.
    Now,
    /// When it is chosen; another thread goes on meanwhile.
    WhenChosen,
    /// Never.
    Never,
    /// The execution is over and being dropped: operations have no effect any more.
    Ignored,
}

fn announce(world: &mut World, op: &Op<'_>) -> Proceed {
    if world.stopped {
        return Proceed::Ignored;
    }
    let unwinding = world.unwinding();
    if !unwinding {
        // The program may have caught a panic by itself.
        world.caught();
        if world.ended.is_some() {
            return Proceed::Never;
        }
    }
    world.announce(op);
    let me = world.current;
    if (unwinding || world.needs_no_choice(me)) && world.can_go_on(me) {
        // No choice was made: the schedule does not contain this step.
        world.enabled = 0;
        return Proceed::Now;
    }
    if world.ended.is_some() {
        return Proceed::Never;
    }
    match turn::next(world) {
        Some(chosen) if chosen == me => Proceed::Now,
        Some(chosen) => {
            world.switches.push(chosen);
            Proceed::WhenChosen
        }
        None => Proceed::Never,
    }
}

/// Never goes on: the scheduler answers "stop", and the engine drops the stack.
pub(super) fn leave() -> ! {
    loop {
        switch();
    }
}

/// Draws one of the `ways` in which the last step may have gone.
pub(in crate::run) fn draw(ways: usize) -> usize {
    let _checker = set_inside(false);
    world::with(|world| {
        if ways < 2 || world.stopped || world.ended.is_some() || world.unwinding() {
            return 0;
        }
        turn::pick(ways)
    })
}

/// Takes in the access to a plain cell that was the last step, and ends the execution if it races. Returns
/// the number of its event.
pub(in crate::run) fn access() -> Option<usize> {
    let raced = world::with(|world| {
        if world.stopped || world.ended.is_some() {
            return None;
        }
        let event = world.events.len() - 1;
        let racing = world.race();
        if let Some(first) = racing {
            world.end(Ended::DataRace { first, second: event });
        }
        Some((event, racing.is_some() && !world.unwinding()))
    });
    let (event, leaves) = raced?;
    if leaves {
        leave();
    }
    Some(event)
}

/// Ends the execution because the running thread broke a rule of the library.
pub(in crate::run) fn blame(ended: Ended) {
    let _checker = set_inside(false);
    let leaves = world::with(|world| {
        world.end(ended);
        !world.unwinding()
    });
    if leaves {
        leave();
    }
}
