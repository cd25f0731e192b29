//! [`std::thread`], made checkable.

mod builder;
mod handle;
mod scope;

pub use builder::{Builder, spawn};
pub use handle::{JoinHandle, Thread, ThreadId, current, park, park_timeout};
pub use scope::{Scope, ScopedJoinHandle, scope};
pub use std::thread::Result;

use std::time::Duration;

use crate::run::{self, Mode, Object, Op};
use crate::spec::{Action, Seed};

/// Lets the others go first: the thread says that it waits for one of them.
///
/// Modelled: a thread that yields again and again does not keep the others from running.
#[track_caller]
pub fn yield_now() {
    pause(Action::Yield);
}

/// [`std::thread::sleep`]. Time is not modelled: inside a check this is a [`yield_now`].
#[track_caller]
pub fn sleep(duration: Duration) {
    if run::mode() == Mode::Native {
        std::thread::sleep(duration);
    } else {
        pause(Action::Sleep);
    }
}

/// Whether this thread is unwinding from a panic.
#[must_use]
pub fn panicking() -> bool {
    run::unwinding()
}

#[track_caller]
fn pause(action: Action) {
    // A yield has no object; one of its own keeps it apart from all others.
    let object = Object::new(Seed::Thread);
    run::perform(Op::new(action, &object));
}
