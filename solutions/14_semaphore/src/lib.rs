//! The reference: a number of permits, and threads that sleep while there is none.
//!
//! The number is the memory, the condition variable has none. A thread changes the number under the lock and
//! notifies; a thread that wakes checks the number and trusts nothing else.

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
        let mut permits = self.permits.lock().unwrap();
        // Checked again after each sleep: a thread that never slept may have taken the permit meanwhile, and
        // a wakeup may be spurious.
        while *permits == 0 {
            permits = self.more.wait(permits).unwrap();
        }
        *permits -= 1;
    }

    /// Adds a permit (V, up), whether the caller took one or not; if threads sleep, one of them goes on.
    pub fn signal(&self) {
        // Under the lock, or it could come between another thread's check and its sleep, and wake nobody.
        let mut permits = self.permits.lock().unwrap();
        *permits += 1;
        // For every permit, not only for the first: the thread woken for the first may not have taken it yet,
        // and then there is a permit already while others are still asleep.
        self.more.notify_one();
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
    // A destructor runs on every way out of a scope, including a panic.
    fn drop(&mut self) {
        self.semaphore.signal();
    }
}

// Another way: `signal` hands the permit to the thread that has slept longest instead of adding it to the
// number. Then no other thread can snatch it, and a thread that wakes without one sleeps on.
