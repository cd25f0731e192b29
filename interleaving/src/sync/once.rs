//! One-time initialisation.

use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};

use crate::run::{self, Object, Op};
use crate::spec::{Action, Seed};

/// [`std::sync::Once`]: runs one closure, once; threads that come meanwhile wait for its end.
///
/// Modelled: any thread may be the first and run the closure; if it panics, the `Once` is poisoned. A
/// closure that calls its own `Once` waits for ever.
///
/// ```
/// use interleaving::sync::Once;
///
/// let start = Once::new();
/// start.call_once(|| {});
/// start.call_once(|| unreachable!("it has been done"));
/// assert!(start.is_completed());
/// ```
pub struct Once {
    object: Object,
}

impl UnwindSafe for Once {}
impl RefUnwindSafe for Once {}

/// [`std::sync::OnceState`]: the state that [`Once::call_once_force`] passes to its closure.
#[derive(Debug)]
pub struct OnceState {
    poisoned: bool,
}

/// A running initialisation, which ends when this is dropped; a drop by a panic poisons the `Once`.
struct Running<'a> {
    once: &'a Once,
    finished: bool,
}

impl Once {
    /// A `Once` that has run no closure.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "std's `Once` has no `Default`")]
    pub const fn new() -> Self {
        Self { object: Object::new(Seed::Once) }
    }

    /// Sets the name that reports use.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// Runs `f` unless this `Once` has run a closure before; waits for one that is running.
    ///
    /// # Panics
    /// If an earlier closure panicked.
    #[track_caller]
    pub fn call_once<F: FnOnce()>(&self, f: F) {
        self.call(Action::OnceBegin, |_| f());
    }

    /// As [`call_once`](Self::call_once), but also runs `f` after a closure that panicked.
    #[track_caller]
    pub fn call_once_force<F: FnOnce(&OnceState)>(&self, f: F) {
        self.call(Action::OnceForce, f);
    }

    /// Returns whether a closure has run to its end.
    #[track_caller]
    pub fn is_completed(&self) -> bool {
        run::perform(Op::new(Action::OnceLook, &self.object)).ok
    }

    #[track_caller]
    fn call(&self, action: Action, f: impl FnOnce(&OnceState)) {
        let begun = run::perform(Op::new(action, &self.object));
        let poisoned = begun.ticket == 1;
        if begun.ok {
            let mut running = Running { once: self, finished: false };
            f(&OnceState { poisoned });
            running.finished = true;
        } else if poisoned && action == Action::OnceBegin {
            panic!("Once instance has previously been poisoned");
        }
    }
}

impl OnceState {
    /// Returns whether an earlier closure panicked.
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        self.poisoned
    }
}

impl Drop for Running<'_> {
    #[track_caller]
    fn drop(&mut self) {
        run::perform(Op::new(Action::OnceEnd(self.finished), &self.once.object));
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once").finish_non_exhaustive()
    }
}
