//! breaks: rule 2, rule 3, rule 4, one notified, many waiting
//!
//! While one has been woken and has not come yet, nobody else is.

use interleaving::sync::{Condvar, Mutex};

struct State {
    permits: usize,
    /// Somebody has been woken and is on the way.
    woken: bool,
}

/// Permits that anybody may take and anybody may add. The signatures are fixed, the fields are yours.
pub struct Semaphore {
    state: Mutex<State>,
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
        Self { state: Mutex::new(State { permits, woken: false }), more: Condvar::new() }
    }

    /// Takes a permit, and sleeps as long as there is none (P, down).
    pub fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        while state.permits == 0 {
            state = self.more.wait(state).unwrap();
            state.woken = false;
        }
        state.permits -= 1;
    }

    /// Adds a permit (V, up). Anybody may, whether he took one or not; if somebody sleeps, one goes on.
    pub fn signal(&self) {
        let mut state = self.state.lock().unwrap();
        state.permits += 1;
        if !state.woken {
            state.woken = true;
            self.more.notify_one();
        }
    }

    /// Takes a permit if there is one, and says whether it did. It never sleeps.
    pub fn try_wait(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        if state.permits == 0 {
            return false;
        }
        state.permits -= 1;
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
