//! breaks: rule 4, a failed attempt is in the way
//!
//! Each attempt adds 1 and takes it back if the sum was not 0. Until then a lock that has become free looks taken.

use interleaving::hint;
use interleaving::sync::atomic::{AtomicUsize, Ordering::{Acquire, Relaxed, Release}};

/// A lock that waits in a loop. The signatures are fixed, the fields are yours.
#[derive(Default)]
pub struct SpinLock {
    users: AtomicUsize,
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
        while self.users.fetch_add(1, Acquire) != 0 {
            self.users.fetch_sub(1, Relaxed);
            hint::spin_loop();
        }
        SpinGuard { lock: self }
    }

    /// Takes the lock if it is free; never waits.
    pub fn try_lock(&self) -> Option<SpinGuard<'_>> {
        if self.users.fetch_add(1, Acquire) != 0 {
            self.users.fetch_sub(1, Relaxed);
            return None;
        }
        Some(SpinGuard { lock: self })
    }
}

impl Drop for SpinGuard<'_> {
    fn drop(&mut self) {
        self.lock.users.fetch_sub(1, Release);
    }
}
