//! breaks: rule 1, rule 2, rule 3, a count that wraps
//!
//! Each attempt adds 1 to eight bits, and only the unlock sets them to 0: attempt 257 finds 0 and goes in.

use interleaving::hint;
use interleaving::sync::atomic::{AtomicU8, Ordering::{Acquire, Release}};

/// A lock that waits in a loop. The signatures are fixed, the fields are yours.
#[derive(Default)]
pub struct SpinLock {
    attempts: AtomicU8,
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
        while self.attempts.fetch_add(1, Acquire) != 0 {
            hint::spin_loop();
        }
        SpinGuard { lock: self }
    }

    /// Takes the lock if it is free; never waits.
    pub fn try_lock(&self) -> Option<SpinGuard<'_>> {
        (self.attempts.fetch_add(1, Acquire) == 0).then(|| SpinGuard { lock: self })
    }
}

impl Drop for SpinGuard<'_> {
    fn drop(&mut self) {
        self.lock.attempts.store(0, Release);
    }
}
