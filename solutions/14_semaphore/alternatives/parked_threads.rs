//! design: permits handed to parked threads, without a condition variable
//!
//! A list of the sleeping threads. A signal writes the permit into a sleeper's own flag and wakes it.

use std::collections::VecDeque;
use std::sync::Arc;

use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicBool, Ordering};
use interleaving::thread::{self, Thread};

/// Permits that any thread may take and any thread may add. The signatures are fixed, the fields are yours.
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
    /// A semaphore with this many permits at the start; later it may have more.
    pub fn new(permits: usize) -> Self {
        Self { state: Mutex::new(State { permits, asleep: VecDeque::new() }) }
    }

    /// Takes a permit; sleeps while there is none (P, down).
    pub fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        if state.permits > 0 {
            state.permits -= 1;
            return;
        }
        let me = Sleeper { thread: thread::current(), has_permit: Arc::default() };
        state.asleep.push_back(me.clone());
        drop(state);
        // Acquire pairs with the Release in `signal`. A park may return spuriously.
        while !me.has_permit.load(Ordering::Acquire) {
            thread::park();
        }
    }

    /// Adds a permit (V, up), whether the caller took one or not; if threads sleep, one of them goes on.
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
