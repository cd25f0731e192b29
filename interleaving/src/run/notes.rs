//! Notes: the facade's additions to the event of the operation that it has just done.

use super::explorer;
use super::mode::{Mode, is_recording, mode};
use super::op::Op;
use super::perform;
use super::repeat::set_inside;
use super::world;

/// Records a value that the last operation of this thread found or left.
pub(crate) fn note(value: impl FnOnce() -> Option<String>) {
    if !is_recording() {
        return;
    }
    let _checker = set_inside(false);
    if let Some(value) = value() {
        add(value);
    }
}

/// Not generic: compiled once.
fn add(value: String) {
    world::with(|world| world.note(value));
}

/// An access to a plain cell in progress, with the number of its event; it ends when it is dropped.
pub(crate) struct Access(Option<usize>);

/// Begins an access to a plain cell.
pub(crate) fn access(op: Op<'_>) -> Access {
    perform(op);
    Access(match mode() {
        Mode::Native => None,
        Mode::Explorer => explorer::access(),
        // loom has looked for a race already; only the event is needed.
        Mode::Loom => world::with(|world| world.events.len().checked_sub(1)),
    })
}

impl Access {
    /// Records the value that it left.
    pub(crate) fn note(&self, value: impl FnOnce() -> Option<String>) {
        if is_recording()
            && let (Some(event), Some(value)) = (self.0, value())
        {
            world::with(|world| {
                if let Some(event) = world.events.get_mut(event) {
                    event.values.push(value);
                }
            });
        }
    }
}

impl Drop for Access {
    fn drop(&mut self) {
        if let Some(event) = self.0 {
            world::with(|world| world.close(event));
        }
    }
}

/// Records that the last operation of this thread failed.
pub(crate) fn failed() {
    if mode() != Mode::Native {
        world::with(|world| {
            if let Some(event) = world.events.last_mut() {
                event.ok = false;
            }
        });
    }
}

/// Records that the guard whose drop was the last operation of this thread was used to write.
pub(crate) fn wrote() {
    if is_recording() {
        world::with(|world| {
            if world.ended.is_none()
                && let Some(event) = world.events.last_mut()
            {
                event.wrote = true;
            }
        });
    }
}
