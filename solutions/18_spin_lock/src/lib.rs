//! The reference: one exchange looks and sets in one step.
//!
//! Of all threads that exchange, one finds `false` and is in. Acquire and release make a chain: what a thread wrote
//! inside is before its unlock, and the unlock is before the exchange that finds its `false`.

use interleaving::hint;
use interleaving::sync::atomic::{AtomicBool, Ordering::Acquire, Ordering::Release};

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
        // Acquire pairs with the Release in `drop`: we must see what the last holder wrote.
        while self.locked.swap(true, Acquire) {
            // Without it a thread that waits may keep the holder from running.
            hint::spin_loop();
        }
        SpinGuard { lock: self }
    }

    /// Takes the lock if it is free; never waits.
    pub fn try_lock(&self) -> Option<SpinGuard<'_>> {
        // Acquire, as in `lock`. An exchange that finds `true` changes nothing.
        (!self.locked.swap(true, Acquire)).then(|| SpinGuard { lock: self })
    }
}

impl Drop for SpinGuard<'_> {
    // A destructor runs on every way out of a scope, including a panic.
    fn drop(&mut self) {
        // Release pairs with the Acquire in `lock` and `try_lock`: the next holder must see what we wrote.
        self.lock.locked.store(false, Release);
    }
}

// Another way: `compare_exchange_weak(false, true, Acquire, Relaxed)` in the loop of `lock`, and the strong one in
// `try_lock`. Many waiting threads disturb each other less if they look with a Relaxed load before they exchange.
