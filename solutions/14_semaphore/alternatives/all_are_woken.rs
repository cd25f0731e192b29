//! design: a condition variable that wakes all threads, and `wait_while`
//!
//! Waking one thread too many costs time, waking one too few costs the program.

use interleaving::sync::{Condvar, Mutex};

/// Permits that any thread may take and any thread may add. The signatures are fixed, the fields are yours.
pub struct Semaphore {
    permits: Mutex<usize>,
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
        Self { permits: Mutex::new(permits), more: Condvar::new() }
    }

    /// Takes a permit; sleeps while there is none (P, down).
    pub fn wait(&self) {
        let none = |permits: &mut usize| *permits == 0;
        *self.more.wait_while(self.permits.lock().unwrap(), none).unwrap() -= 1;
    }

    /// Adds a permit (V, up), whether the caller took one or not; if threads sleep, one of them goes on.
    pub fn signal(&self) {
        let mut permits = self.permits.lock().unwrap();
        *permits += 1;
        self.more.notify_all();
    }

    /// Takes a permit if there is one, and returns whether it did. Never sleeps.
    pub fn try_wait(&self) -> bool {
        let mut permits = self.permits.lock().unwrap();
        if *permits == 0 {
            return false;
        }
        *permits -= 1;
        true
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
