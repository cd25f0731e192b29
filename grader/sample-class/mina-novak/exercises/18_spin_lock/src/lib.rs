//! A lock made of one atomic.

use interleaving::sync::atomic::{AtomicU32, Ordering::Acquire, Ordering::Relaxed, Ordering::Release};
use interleaving::thread;

/// A lock that waits in a loop. The signatures are fixed, the fields are yours.
#[derive(Default)]
pub struct SpinLock {
    next: AtomicU32,
    serving: AtomicU32,
}

/// Somebody is inside; the lock is free again when this is dropped. The fields are yours.
#[must_use = "if unused the lock is released at once"]
pub struct SpinGuard<'a> {
    lock: &'a SpinLock,
    number: u32,
}

impl SpinLock {
    /// A lock that is free.
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits until the lock is free, and takes it.
    pub fn lock(&self) -> SpinGuard<'_> {
        let number = self.next.fetch_add(1, Relaxed);
        // Acquire pairs with the Release in `drop`.
        while self.serving.load(Acquire) != number {
            thread::yield_now();
        }
        SpinGuard { lock: self, number }
    }

    /// Takes the lock if it is free; never waits.
    pub fn try_lock(&self) -> Option<SpinGuard<'_>> {
        // Acquire pairs with the Release in `drop`: it saw the last holder leave.
        let number = self.serving.load(Acquire);
        let drawn = self.next.compare_exchange(number, number.wrapping_add(1), Relaxed, Relaxed);
        drawn.is_ok().then(|| SpinGuard { lock: self, number })
    }
}

impl Drop for SpinGuard<'_> {
    fn drop(&mut self) {
        // Release pairs with the Acquire in `lock` and `try_lock`.
        self.lock.serving.store(self.number.wrapping_add(1), Release);
    }
}
