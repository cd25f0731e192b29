//! design: an atomic number, and a lock only for threads that sleep
//!
//! A free permit needs no lock. `signal` locks before it notifies, so no thread is between check and sleep.

use interleaving::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use interleaving::sync::{Condvar, Mutex};

/// Permits that any thread may take and any thread may add. The signatures are fixed, the fields are yours.
pub struct Semaphore {
    permits: AtomicUsize,
    lock: Mutex<()>,
    more: Condvar,
}

/// A permit that goes back to its semaphore when it is dropped. The fields are yours.
#[must_use = "if unused the permit is given back at once"]
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}

impl Semaphore {
    /// A semaphore with this many permits at the start; later it may have more.
    pub fn new(permits: usize) -> Self {
        Self { permits: AtomicUsize::new(permits), lock: Mutex::new(()), more: Condvar::new() }
    }

    /// Takes a permit; sleeps while there is none (P, down).
    pub fn wait(&self) {
        if self.take() {
            return;
        }
        let mut sleepers = self.lock.lock().unwrap();
        while !self.take() {
            sleepers = self.more.wait(sleepers).unwrap();
        }
    }

    /// Adds a permit (V, up), whether the caller took one or not; if threads sleep, one of them goes on.
    pub fn signal(&self) {
        self.permits.fetch_add(1, SeqCst);
        drop(self.lock.lock().unwrap());
        self.more.notify_one();
    }

    /// Takes a permit if there is one, and returns whether it did. Never sleeps.
    pub fn try_wait(&self) -> bool {
        self.take()
    }

    /// Takes a permit if there is one.
    fn take(&self) -> bool {
        self.permits.fetch_update(SeqCst, SeqCst, |permits| permits.checked_sub(1)).is_ok()
    }

    /// Waits as `wait` does; the permit goes back when the returned `Permit` is dropped, in a panic too.
    pub fn acquire(&self) -> Permit<'_> {
        self.wait();
        Permit { semaphore: self }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.signal();
    }
}
