//! breaks: rule 3, publication without release
//!
//! The unlock releases only if another thread waits. Who comes later takes over nothing.

use interleaving::hint;
use interleaving::sync::atomic::{AtomicBool, AtomicUsize, Ordering::{Acquire, Relaxed, Release}};

/// A lock that waits in a loop. The signatures are fixed, the fields are yours.
#[derive(Default)]
pub struct SpinLock {
    locked: AtomicBool,
    waiting: AtomicUsize,
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
        if self.locked.swap(true, Acquire) {
            self.waiting.fetch_add(1, Relaxed);
            while self.locked.swap(true, Acquire) {
                hint::spin_loop();
            }
            self.waiting.fetch_sub(1, Relaxed);
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
        let order = if self.lock.waiting.load(Relaxed) > 0 { Release } else { Relaxed };
        self.lock.locked.store(false, order);
    }
}
