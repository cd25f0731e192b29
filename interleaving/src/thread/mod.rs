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
/// For [`thread_local!`](crate::thread_local), which must not depend on what its caller calls `std`.
#[doc(hidden)]
pub use std::thread_local as native_thread_local;

use std::time::Duration;

use crate::run::{self, Mode, Object, Op};
use crate::spec::{Action, Seed};

/// [`std::thread::yield_now`]: lets other threads go first. It says that this thread waits for one of them.
///
/// Modelled: a thread that yields again and again does not starve the others.
#[track_caller]
pub fn yield_now() {
    // A yield has no object; a fresh one keeps it apart from all others.
    let object = Object::new(Seed::Thread);
    run::perform(Op::new(Action::Yield, &object));
}

/// [`std::thread::sleep`]. Inside a check this is a [`yield_now`] that also advances the clock of
/// [`Instant`](crate::time::Instant). A sleep orders nothing: other threads may take any time.
#[track_caller]
pub fn sleep(duration: Duration) {
    if run::mode() == Mode::Native {
        std::thread::sleep(run::round::real(duration));
    } else {
        let object = Object::new(Seed::Thread);
        run::perform_for(Op::new(Action::Sleep, &object), duration);
    }
}

/// [`std::thread::panicking`]: whether this thread is unwinding from a panic.
#[must_use]
pub fn panicking() -> bool {
    run::unwinding()
}
