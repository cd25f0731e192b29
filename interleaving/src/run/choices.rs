//! Choices that an operation leaves open, besides which thread goes next.

use super::explorer;
use super::mode::{Mode, mode};
use super::world;

/// Returns whether the weak exchange that this thread has just done fails spuriously. Call it only if the
/// exchange found the expected value.
pub(crate) fn fails_weakly() -> bool {
    let may = mode() == Mode::Explorer && world::with(|world| world.may_fail_weakly());
    let fails = may && explorer::draw(2) == 1;
    if fails {
        record(1);
        world::with(|world| {
            let current = world.current;
            world.threads[current].failed_weakly = true;
        });
    }
    fails
}

/// Returns whether messages of different senders may overtake each other.
pub(crate) fn overtaking() -> bool {
    mode() == Mode::Explorer && world::with(|world| world.settings.overtaking)
}

/// One of these places in the queue, for the message that this thread has just received.
pub(crate) fn one_of(places: &[usize]) -> usize {
    let place = places.get(explorer::draw(places.len())).copied().unwrap_or(0);
    record(place);
    place
}

/// Draws one of the `ways` in which the running step can go on.
pub(crate) fn choose(ways: usize) -> usize {
    if mode() == Mode::Explorer { explorer::draw(ways) } else { 0 }
}

/// Records the number drawn for the last step.
fn record(drawn: usize) {
    world::with(|world| {
        if let Some(event) = world.events.last_mut() {
            event.drawn = drawn;
        }
    });
}
