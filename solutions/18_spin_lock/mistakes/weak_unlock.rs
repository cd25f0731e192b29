//! breaks: rule 6, an unlock that fails for no reason
//!
//! `compare_exchange_weak` may fail although the lock is held, and the guard does not look at the answer.

use interleaving::hint;
use interleaving::sync::atomic::{AtomicBool, Ordering::{Acquire, Relaxed, Release}};

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
        if self.locked.swap(true, Acquire) { None } else { Some(SpinGuard { lock: self }) }
    }
}

impl Drop for SpinGuard<'_> {
    fn drop(&mut self) {
        let _ = self.lock.locked.compare_exchange_weak(true, false, Release, Relaxed);
    }
}
