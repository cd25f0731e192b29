//! A lock without a guard and without a value, as in a language that gives no help with locks.

use crate::run::step::Ended;
use crate::run::{self, Object, Op};
use crate::spec::{Action, Seed};

/// A bare lock: it protects what all threads agree to touch only between [`acquire`](Self::acquire) and
/// [`release`](Self::release), and nothing releases it automatically.
///
/// Modelled: as a [`Mutex`](super::Mutex), without poisoning. Acquiring it twice is a deadlock. A thread
/// fails the check if it ends while it holds the lock, or releases the lock without holding it.
///
/// ```
/// use interleaving::cell::Shared;
/// use interleaving::sync::RawLock;
///
/// let (lock, a) = (RawLock::new(), Shared::new(4));
/// lock.acquire();
/// a.set(a.get() + 1);
/// lock.release();
/// assert_eq!(a.get(), 5);
/// ```
#[derive(Debug)]
pub struct RawLock {
    object: Object,
}

impl RawLock {
    /// A free lock.
    #[must_use]
    pub const fn new() -> Self {
        Self { object: Object::new(Seed::Mutex) }
    }

    /// Sets the name that reports use.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// Waits until the lock is free and takes it.
    #[track_caller]
    pub fn acquire(&self) {
        run::perform(Op::new(Action::Lock, &self.object));
    }

    /// Takes the lock if it is free; returns whether it did.
    #[track_caller]
    #[must_use]
    pub fn try_acquire(&self) -> bool {
        run::perform(Op::new(Action::TryLock, &self.object)).ok
    }

    /// Releases the lock.
    ///
    /// # Panics
    /// If this thread does not hold it. Inside a check, the schedule fails and the program cannot catch it.
    #[track_caller]
    pub fn release(&self) {
        match run::holds(&self.object) {
            Ok(()) => _ = run::perform(Op::new(Action::Unlock, &self.object)),
            Err(ended) => self.not_held(ended),
        }
    }

    #[track_caller]
    fn not_held(&self, ended: Option<Ended>) {
        match ended {
            Some(ended) => run::blame(ended),
            // A destructor must not panic while its thread unwinds.
            None if std::thread::panicking() => {}
            None => panic!("a lock is released by a thread that does not hold it"),
        }
    }
}

impl Default for RawLock {
    fn default() -> Self {
        Self::new()
    }
}
