//! breaks: rule 4, `if` instead of `while` around a wait
//!
//! A signal is handed to a sleeping thread, and any thread that wakes believes it got the signal.

use interleaving::sync::{Condvar, Mutex};

/// Permits that any thread may take and any thread may add. The signatures are fixed, the fields are yours.
pub struct Semaphore {
    /// The number of permits, and of sleeping threads.
    state: Mutex<(usize, usize)>,
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
        Self { state: Mutex::new((permits, 0)), more: Condvar::new() }
    }

    /// Takes a permit; sleeps while there is none (P, down).
    pub fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        if state.0 > 0 {
            state.0 -= 1;
        } else {
            state.1 += 1;
            drop(self.more.wait(state).unwrap());
        }
    }

    /// Adds a permit (V, up), whether the caller took one or not; if threads sleep, one of them goes on.
    pub fn signal(&self) {
        let mut state = self.state.lock().unwrap();
        if state.1 > 0 {
            state.1 -= 1;
            self.more.notify_one();
        } else {
            state.0 += 1;
        }
    }

    /// Takes a permit if there is one, and returns whether it did. Never sleeps.
    pub fn try_wait(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        if state.0 == 0 {
            return false;
        }
        state.0 -= 1;
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
