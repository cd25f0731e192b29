//! breaks: rule 1, rule 2, rule 3, rule 4, a failed try unlocks
//!
//! `then_some` makes the guard before it knows whether it is needed, and drops it: a `try_lock` that gets nothing
//! unlocks what another thread holds.

use interleaving::hint;
use interleaving::sync::atomic::{AtomicBool, Ordering::{Acquire, Release}};

/// A lock that waits in a loop. The signatures are fixed, the fields are yours.
#[derive(Default)]
pub struct SpinLock {
    locked: AtomicBool,
}

/// Somebody is inside; the lock is free again when this is dropped. The fields are yours.
#[must_use = "if unused the lock is released at once"]
pub struct SpinGuard<'a> {
    lock: &'a SpinLock,
}

impl SpinLock {
    /// A lock that is free.
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits until the lock is free, and takes it.
    pub fn lock(&self) -> SpinGuard<'_> {
        while self.locked.swap(true, Acquire) {
            hint::spin_loop();
        }
        SpinGuard { lock: self }
    }

    /// Takes the lock if it is free; never waits.
    pub fn try_lock(&self) -> Option<SpinGuard<'_>> {
        (!self.locked.swap(true, Acquire)).then_some(SpinGuard { lock: self })
    }
}

impl Drop for SpinGuard<'_> {
    fn drop(&mut self) {
        self.lock.locked.store(false, Release);
    }
}
