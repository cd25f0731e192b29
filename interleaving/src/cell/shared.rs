//! Plain memory, for lessons about interleavings.

use std::cell::UnsafeCell;
use std::fmt;

use crate::run::{self, Object, Op};
use crate::show;
use crate::spec::{Action, Seed};

/// A variable that threads share without any protection: each `get` and each `set` is one step.
///
/// Modelled: steps interleave, so `set(get() + 1)` can lose an update. An access is never torn and never
/// reported as a data race, because the interleavings are the lesson. On real threads a mutex keeps each
/// access whole.
///
/// ```
/// use interleaving::cell::Shared;
///
/// let left = Shared::new(100);
/// left.set(left.get() - 1);
/// assert_eq!(left.get(), 99);
/// ```
pub struct Shared<T> {
    object: Object,
    /// Keeps each access whole on real threads.
    native: std::sync::Mutex<()>,
    value: UnsafeCell<T>,
}

// SAFETY: `get` copies the value out and `set` moves one in, each while no other access runs: under the
// explorer no switch comes between the step and the access, on real threads `native` is held.
unsafe impl<T: Send> Send for Shared<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for Shared<T> {}

impl<T: Clone> Shared<T> {
    /// A variable with this value.
    pub const fn new(value: T) -> Self {
        Self {
            object: Object::new(Seed::Shared),
            native: std::sync::Mutex::new(()),
            value: UnsafeCell::new(value),
        }
    }

    /// Sets the name that reports use. A report shows a test's accesses to its own variable only if the
    /// variable has a name.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// Returns a copy of the value.
    #[track_caller]
    pub fn get(&self) -> T {
        run::perform(Op::new(Action::CellRead, &self.object));
        let _whole = self.native.lock();
        // SAFETY: see the `Sync` implementation.
        let value = unsafe { (*self.value.get()).clone() };
        run::note(|| show::value(&value));
        value
    }

    /// Replaces the value.
    #[track_caller]
    pub fn set(&self, value: T) {
        run::perform(Op::new(Action::CellWrite, &self.object));
        let _whole = self.native.lock();
        // SAFETY: see the `Sync` implementation.
        let former = unsafe { std::mem::replace(&mut *self.value.get(), value) };
        run::note(|| show::value(&former));
        // SAFETY: as above; nothing has switched since.
        run::note(|| show::value(unsafe { &*self.value.get() }));
    }
}

impl<T> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}
