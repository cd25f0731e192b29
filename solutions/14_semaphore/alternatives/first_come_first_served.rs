//! design: permits handed over in the order of arrival
//!
//! A queue of tickets. A signal goes to the first of it; nobody who comes later can snatch it.

use std::collections::VecDeque;

use interleaving::sync::{Condvar, Mutex};

/// Permits that anybody may take and anybody may add. The signatures are fixed, the fields are yours.
pub struct Semaphore {
    state: Mutex<State>,
    more: Condvar,
}

#[derive(Default)]
struct State {
    permits: usize,
    /// The tickets of those who sleep and have not been handed a permit.
    queue: VecDeque<u64>,
    next_ticket: u64,
}

/// A permit that goes back to its semaphore when it is dropped. The fields are yours.
#[must_use = "if unused the permit is given back at once"]
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}

impl Semaphore {
    /// A semaphore with so many permits. There may be more of them later.
    pub fn new(permits: usize) -> Self {
        Self { state: Mutex::new(State { permits, ..State::default() }), more: Condvar::new() }
    }

    /// Takes a permit, and sleeps as long as there is none (P, down).
    pub fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        if state.permits > 0 {
            state.permits -= 1;
            return;
        }
        let mine = state.next_ticket;
        state.next_ticket += 1;
        state.queue.push_back(mine);
        while state.queue.contains(&mine) {
            state = self.more.wait(state).unwrap();
        }
    }

    /// Adds a permit (V, up). Anybody may, whether he took one or not; if somebody sleeps, one goes on.
    pub fn signal(&self) {
        let mut state = self.state.lock().unwrap();
        if state.queue.pop_front().is_some() {
            // All of them: the one whose ticket it was is not the one whom `notify_one` would find.
            self.more.notify_all();
        } else {
            state.permits += 1;
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
