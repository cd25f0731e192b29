//! breaks: rule 3, a fence at the wrong step
//!
//! An acquire fence orders what follows a load; this one comes before the exchange.

use interleaving::hint;
use interleaving::sync::atomic::{AtomicBool, Ordering::{Acquire, Relaxed, Release}, fence};

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
        fence(Acquire);
        while self.locked.swap(true, Relaxed) {
            hint::spin_loop();
        }
        SpinGuard { lock: self }
    }

    /// Takes the lock if it is free; never waits.
    pub fn try_lock(&self) -> Option<SpinGuard<'_>> {
        fence(Acquire);
        if self.locked.swap(true, Relaxed) { None } else { Some(SpinGuard { lock: self }) }
    }
}

impl Drop for SpinGuard<'_> {
    fn drop(&mut self) {
        self.lock.locked.store(false, Release);
    }
}
