//! design: a counter that is even while the lock is free
//!
//! `lock` calls `try_lock`, which tries again only if another thread took the lock and left it.

use interleaving::hint;
use interleaving::sync::atomic::{AtomicUsize, Ordering::{Acquire, Relaxed, Release}};

/// A lock that waits in a loop. The signatures are fixed, the fields are yours.
#[derive(Default)]
pub struct SpinLock {
    version: AtomicUsize,
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
        loop {
            if let Some(guard) = self.try_lock() {
                return guard;
            }
            hint::spin_loop();
        }
    }

    /// Takes the lock if it is free; never waits.
    pub fn try_lock(&self) -> Option<SpinGuard<'_>> {
        let mut version = self.version.load(Relaxed);
        while version % 2 == 0 {
            match self.version.compare_exchange(version, version.wrapping_add(1), Acquire, Relaxed) {
                Ok(_) => return Some(SpinGuard { lock: self }),
                Err(now) => version = now,
            }
        }
        None
    }
}

impl Drop for SpinGuard<'_> {
    fn drop(&mut self) {
        self.lock.version.fetch_add(1, Release);
    }
}
