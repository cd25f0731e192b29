//! A semaphore: a number of permits, and threads that sleep while there is none. This is the reference.
//!
//! The number is the memory, the condition variable has none: whoever changes the number does so under the
//! lock and notifies; whoever wakes looks at the number and trusts nothing else.

use interleaving::sync::{Condvar, Mutex};

/// Permits that anybody may take and anybody may add. The signatures are fixed, the fields are yours.
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
    /// A semaphore with so many permits. There may be more of them later.
    pub fn new(permits: usize) -> Self {
        Self { permits: Mutex::new(permits), more: Condvar::new() }
    }

    /// Takes a permit, and sleeps as long as there is none (P, down).
    pub fn wait(&self) {
        let mut permits = self.permits.lock().unwrap();
        // Looked at again after each sleep: between the signal and our waking somebody may have come who
        // never slept, and a thread may wake without any signal.
        while *permits == 0 {
            permits = self.more.wait(permits).unwrap();
        }
        *permits -= 1;
    }

    /// Adds a permit (V, up). Anybody may, whether he took one or not; if somebody sleeps, one goes on.
    pub fn signal(&self) {
        // Under the lock, or it could come after somebody's look and before his sleep, and wake nobody.
        let mut permits = self.permits.lock().unwrap();
        *permits += 1;
        // For every permit, not only for the first: who was woken for the first has perhaps not come for it
        // yet, and then there is one already and others are still asleep.
        self.more.notify_one();
    }

    /// Takes a permit if there is one, and says whether it did. It never sleeps.
    pub fn try_wait(&self) -> bool {
        let mut permits = self.permits.lock().unwrap();
        if *permits == 0 {
            return false;
        }
        *permits -= 1;
        true
    }

    /// Waits as `wait` does; the permit goes back when what is returned is dropped, in a panic too.
    pub fn acquire(&self) -> Permit<'_> {
        self.wait();
        Permit { semaphore: self }
    }
}

impl Drop for Permit<'_> {
    // A destructor runs on every way out of a scope, and a panic is one of them.
    fn drop(&mut self) {
        self.semaphore.signal();
    }
}

// Another way: `signal` hands the permit to the one who has slept longest instead of adding it to the number.
// Then nobody can snatch it on the way, and who wakes without having been handed one sleeps on.
