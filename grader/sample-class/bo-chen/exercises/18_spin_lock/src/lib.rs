//! A lock made of one atomic.
//!
//! It works for one thread that locks once. Run the tests to see what happens with two.

use interleaving::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// A lock that waits in a loop. The signatures are fixed, the fields are yours.
#[derive(Default)]
pub struct SpinLock {
    locked: AtomicBool,
}

/// Somebody is inside; the lock is free again when this is dropped. The fields are yours.
#[must_use = "if unused the lock is released at once"]
pub struct SpinGuard<'a> {
    // TODO: Drop the underscore, and let the guard unlock when it is dropped.
    _lock: &'a SpinLock,
}

impl SpinLock {
    /// A lock that is free.
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits until the lock is free, and takes it.
    pub fn lock(&self) -> SpinGuard<'_> {
        // TODO: Look and set in one step, let others run while you wait, and choose the orderings.
        while self.locked.load(Relaxed) {}
        self.locked.store(true, Relaxed);
        SpinGuard { _lock: self }
    }

    /// Takes the lock if it is free; never waits.
    pub fn try_lock(&self) -> Option<SpinGuard<'_>> {
        // TODO: The same, once.
        if self.locked.load(Relaxed) {
            return None;
        }
        self.locked.store(true, Relaxed);
        Some(SpinGuard { _lock: self })
    }
}
