//! design: permits handed to parked threads, without any condition variable
//!
//! A list of who is asleep. A signal writes the permit into the sleeper's own flag and wakes him.

use std::collections::VecDeque;
use std::sync::Arc;

use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicBool, Ordering};
use interleaving::thread::{self, Thread};

/// Permits that anybody may take and anybody may add. The signatures are fixed, the fields are yours.
pub struct Semaphore {
    state: Mutex<State>,
}

struct State {
    permits: usize,
    asleep: VecDeque<Sleeper>,
}

#[derive(Clone)]
struct Sleeper {
    thread: Thread,
    has_permit: Arc<AtomicBool>,
}

/// A permit that goes back to its semaphore when it is dropped. The fields are yours.
#[must_use = "if unused the permit is given back at once"]
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}

impl Semaphore {
    /// A semaphore with so many permits. There may be more of them later.
    pub fn new(permits: usize) -> Self {
        Self { state: Mutex::new(State { permits, asleep: VecDeque::new() }) }
    }

    /// Takes a permit, and sleeps as long as there is none (P, down).
    pub fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        if state.permits > 0 {
            state.permits -= 1;
            return;
        }
        let me = Sleeper { thread: thread::current(), has_permit: Arc::default() };
        state.asleep.push_back(me.clone());
        drop(state);
        // Acquire pairs with the Release in `signal`. A park may return for no reason.
        while !me.has_permit.load(Ordering::Acquire) {
            thread::park();
        }
    }

    /// Adds a permit (V, up). Anybody may, whether he took one or not; if somebody sleeps, one goes on.
    pub fn signal(&self) {
        let mut state = self.state.lock().unwrap();
        let Some(sleeper) = state.asleep.pop_front() else {
            state.permits += 1;
            return;
        };
        drop(state);
        // Release pairs with the Acquire in `wait`.
        sleeper.has_permit.store(true, Ordering::Release);
        sleeper.thread.unpark();
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
