//! design: each attempt adds 1, and the one that finds 0 is in
//!
//! The unlock sets the count to 0. In 64 bits it does not wrap.

use interleaving::hint;
use interleaving::sync::atomic::{AtomicU64, Ordering::{Acquire, Release}};

/// A lock that waits in a loop. The signatures are fixed, the fields are yours.
#[derive(Default)]
pub struct SpinLock {
    /// 0: the lock is free.
    attempts: AtomicU64,
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
