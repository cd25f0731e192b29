//! breaks: rule 5, a spin that soon stops yielding
//!
//! The first ten rounds yield. If the holder stays longer, the rest of the wait keeps the processor.

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
        let mut rounds = 0;
        while self.locked.swap(true, Acquire) {
            if rounds < 10 {
                hint::spin_loop();
            }
            rounds += 1;
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
        self.lock.locked.store(false, Release);
    }
}
