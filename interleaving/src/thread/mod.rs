//! [`std::thread`], made checkable.

mod builder;
mod handle;
pub(crate) mod local;
mod scope;

pub use builder::{Builder, spawn};
pub use handle::{JoinHandle, Thread, ThreadId, current, park, park_timeout};
pub use local::{AccessError, LocalKey};
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
    // A yield has no object; one of its own keeps it apart from all others.
    let object = Object::new(Seed::Thread);
    run::perform(Op::new(Action::Yield, &object));
}

/// [`std::thread::sleep`]. Inside a check this is a [`yield_now`] after which so much time has passed on
/// the clock of [`Instant`](crate::time::Instant): a sleep orders nothing, others may take any time.
#[track_caller]
pub fn sleep(duration: Duration) {
    if run::mode() == Mode::Native {
        std::thread::sleep(duration);
    } else {
        let object = Object::new(Seed::Thread);
        run::perform_for(Op::new(Action::Sleep, &object), duration);
    }
}

/// Whether this thread is unwinding from a panic.
#[must_use]
pub fn panicking() -> bool {
    run::unwinding()
}
