//! breaks: rule 4, `if` instead of `while` around a wait
//!
//! A signal is handed to a sleeper, and whoever wakes believes that it was he.

use interleaving::sync::{Condvar, Mutex};

/// Permits that anybody may take and anybody may add. The signatures are fixed, the fields are yours.
pub struct Semaphore {
    /// The permits, and how many sleep.
    state: Mutex<(usize, usize)>,
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
        Self { state: Mutex::new((permits, 0)), more: Condvar::new() }
    }

    /// Takes a permit, and sleeps as long as there is none (P, down).
    pub fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        if state.0 > 0 {
            state.0 -= 1;
        } else {
            state.1 += 1;
            drop(self.more.wait(state).unwrap());
        }
    }

    /// Adds a permit (V, up). Anybody may, whether he took one or not; if somebody sleeps, one goes on.
    pub fn signal(&self) {
        let mut state = self.state.lock().unwrap();
        if state.1 > 0 {
            state.1 -= 1;
            self.more.notify_one();
        } else {
            state.0 += 1;
        }
    }

    /// Takes a permit if there is one, and says whether it did. It never sleeps.
    pub fn try_wait(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        if state.0 == 0 {
            return false;
        }
        state.0 -= 1;
        true
    }

    /// Waits as `wait` does; the permit goes back when what is returned is dropped, in a panic too.
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
