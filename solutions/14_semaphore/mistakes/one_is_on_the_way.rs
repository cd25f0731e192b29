//! breaks: rule 2, rule 3, rule 4, one notified, many waiting
//!
//! While one woken thread is still on its way, no other is woken.

use interleaving::sync::{Condvar, Mutex};

struct State {
    permits: usize,
    /// A thread has been woken and is on its way.
    woken: bool,
}

/// Permits that any thread may take and any thread may add. The signatures are fixed, the fields are yours.
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
    /// A semaphore with this many permits at the start; later it may have more.
    pub fn new(permits: usize) -> Self {
        Self { state: Mutex::new(State { permits, woken: false }), more: Condvar::new() }
    }

    /// Takes a permit; sleeps while there is none (P, down).
    pub fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        while state.permits == 0 {
            state = self.more.wait(state).unwrap();
            state.woken = false;
        }
        state.permits -= 1;
    }

    /// Adds a permit (V, up), whether the caller took one or not; if threads sleep, one of them goes on.
    pub fn signal(&self) {
        let mut state = self.state.lock().unwrap();
        state.permits += 1;
        if !state.woken {
            state.woken = true;
            self.more.notify_one();
        }
    }

    /// Takes a permit if there is one, and returns whether it did. Never sleeps.
    pub fn try_wait(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        if state.permits == 0 {
            return false;
        }
        state.permits -= 1;
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
