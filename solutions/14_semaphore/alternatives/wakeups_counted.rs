//! design: a number that may be negative, and a number of wakeups
//!
//! A negative number counts sleeping threads. One goes on when there is a wakeup for it, whatever the number.

use interleaving::sync::{Condvar, Mutex};

/// Permits that any thread may take and any thread may add. The signatures are fixed, the fields are yours.
pub struct Semaphore {
    state: Mutex<State>,
    more: Condvar,
}

struct State {
    /// The number of permits; if negative, the number of sleeping threads.
    value: i64,
    /// The number of sleeping threads that may go on.
    wakeups: usize,
}

/// A permit that goes back to its semaphore when it is dropped. The fields are yours.
#[must_use = "if unused the permit is given back at once"]
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}

impl Semaphore {
    /// A semaphore with this many permits at the start; later it may have more.
    pub fn new(permits: usize) -> Self {
        Self {
            state: Mutex::new(State { value: i64::try_from(permits).unwrap(), wakeups: 0 }),
            more: Condvar::new(),
        }
    }

    /// Takes a permit; sleeps while there is none (P, down).
    pub fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        state.value -= 1;
        if state.value < 0 {
            while state.wakeups == 0 {
                state = self.more.wait(state).unwrap();
            }
            state.wakeups -= 1;
        }
    }

    /// Adds a permit (V, up), whether the caller took one or not; if threads sleep, one of them goes on.
    pub fn signal(&self) {
        let mut state = self.state.lock().unwrap();
        state.value += 1;
        if state.value <= 0 {
            state.wakeups += 1;
            self.more.notify_one();
        }
    }

    /// Takes a permit if there is one, and returns whether it did. Never sleeps.
    pub fn try_wait(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        if state.value <= 0 {
            return false;
        }
        state.value -= 1;
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
