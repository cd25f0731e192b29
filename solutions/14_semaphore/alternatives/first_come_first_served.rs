//! design: permits handed over in the order of arrival
//!
//! Threads queue with tickets. A signal goes to the first in the queue; no later thread can snatch it.

use std::collections::VecDeque;

use interleaving::sync::{Condvar, Mutex};

/// Permits that any thread may take and any thread may add. The signatures are fixed, the fields are yours.
pub struct Semaphore {
    state: Mutex<State>,
    more: Condvar,
}

#[derive(Default)]
struct State {
    permits: usize,
    /// The tickets of the threads that sleep and have not been handed a permit.
    queue: VecDeque<u64>,
    next_ticket: u64,
}

/// A permit that goes back to its semaphore when it is dropped. The fields are yours.
#[must_use = "if unused the permit is given back at once"]
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}

impl Semaphore {
    /// A semaphore with this many permits at the start; later it may have more.
    pub fn new(permits: usize) -> Self {
        Self { state: Mutex::new(State { permits, ..State::default() }), more: Condvar::new() }
    }

    /// Takes a permit; sleeps while there is none (P, down).
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

    /// Adds a permit (V, up), whether the caller took one or not; if threads sleep, one of them goes on.
    pub fn signal(&self) {
        let mut state = self.state.lock().unwrap();
        if state.queue.pop_front().is_some() {
            // All of them: `notify_one` might wake a thread with another ticket.
            self.more.notify_all();
        } else {
            state.permits += 1;
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
