//! A counting semaphore, which std lacks (Dijkstra, "Cooperating sequential processes", 1965).

use crate::run::{self, Object, Op};
use crate::spec::{Action, Seed};

/// A number of permits: `wait` takes one, and waits while there is none; `signal` adds one.
///
/// Modelled: any waiter may be next; a signal without a waiter is remembered.
///
/// ```
/// use interleaving::sync::Semaphore;
///
/// let connections = Semaphore::new(2);
/// connections.wait();
/// assert!(connections.try_wait());
/// assert!(!connections.try_wait());
/// connections.signal();
/// ```
#[derive(Debug)]
pub struct Semaphore {
    object: Object,
}

/// A permit, given back when it is dropped.
#[derive(Debug)]
#[must_use = "if unused the permit is given back at once"]
pub struct Permit<'a> {
    from: &'a Semaphore,
}

impl Semaphore {
    /// A semaphore with this many permits.
    #[must_use]
    pub const fn new(permits: usize) -> Self {
        Self { object: Object::new(Seed::Semaphore(permits)) }
    }

    /// Sets the name that reports use.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// Waits until there is a permit and takes it (P, down).
    #[track_caller]
    pub fn wait(&self) {
        run::perform(Op::new(Action::Acquire, &self.object));
    }

    /// Takes a permit if there is one; returns whether it did.
    #[track_caller]
    #[must_use]
    pub fn try_wait(&self) -> bool {
        run::perform(Op::new(Action::TryAcquire, &self.object)).ok
    }

    /// Adds a permit (V, up). Any thread may call it, even one that has taken none.
    #[track_caller]
    pub fn signal(&self) {
        run::perform(Op::new(Action::Release, &self.object));
    }

    /// As [`wait`](Self::wait); the permit signals when it is dropped.
    #[track_caller]
    pub fn acquire(&self) -> Permit<'_> {
        self.wait();
        Permit { from: self }
    }
}

impl Drop for Permit<'_> {
    #[track_caller]
    fn drop(&mut self) {
        self.from.signal();
    }
}
