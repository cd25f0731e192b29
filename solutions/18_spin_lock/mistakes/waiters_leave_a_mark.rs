//! breaks: rule 4, a mark that nobody clears
//!
//! A thread that waits sets the second bit. It stays set, and `try_lock` takes it for a lock that is held.

use interleaving::hint;
use interleaving::sync::atomic::{AtomicU8, Ordering::{Acquire, Relaxed, Release}};

/// A lock that waits in a loop. The signatures are fixed, the fields are yours.
#[derive(Default)]
pub struct SpinLock {
    state: AtomicU8,
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
        // bit 0: taken, bit 1: somebody waits
        while self.state.fetch_or(1, Acquire) & 1 == 1 {
            self.state.fetch_or(2, Relaxed);
            hint::spin_loop();
        }
        SpinGuard { lock: self }
    }

    /// Takes the lock if it is free; never waits.
    pub fn try_lock(&self) -> Option<SpinGuard<'_>> {
        self.state.compare_exchange(0, 1, Acquire, Relaxed).ok().map(|_| SpinGuard { lock: self })
    }
}

impl Drop for SpinGuard<'_> {
    fn drop(&mut self) {
        self.lock.state.fetch_and(!1, Release);
    }
}
