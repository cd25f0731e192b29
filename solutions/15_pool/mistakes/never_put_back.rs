//! breaks: rule 1, rule 2, rule 4, rule 5, connection lost
//!
//! Takes a connection out of the list and leaves it to the end of the function, which drops it.

use interleaving::sync::{Condvar, Mutex};

/// The pool is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// A pool of connections.
pub struct Pool<C> {
    state: Mutex<State<C>>,
    changed: Condvar,
}

struct State<C> {
    idle: Vec<C>,
    closed: bool,
}

impl<C> Pool<C> {
    /// A pool that lends these connections and no others.
    pub fn new(connections: Vec<C>) -> Self {
        Self { state: Mutex::new(State { idle: connections, closed: false }), changed: Condvar::new() }
    }

    /// Waits for a connection, calls `run` with it, takes it back and returns the answer of `run`.
    pub fn query<R>(&self, run: impl FnOnce(&mut C) -> R) -> Result<R, Closed> {
        let mut state = self.state.lock().unwrap();
        while state.idle.is_empty() && !state.closed {
            state = self.changed.wait(state).unwrap();
        }
        if state.closed {
            return Err(Closed);
        }
        let mut connection = state.idle.pop().expect("it is not empty");
        drop(state);
        let answer = run(&mut connection);
        self.changed.notify_one();
        Ok(answer)
    }

    /// Closes the pool. Queries that have a connection finish; no other begins.
    pub fn close(&self) {
        self.state.lock().unwrap().closed = true;
        self.changed.notify_all();
    }
}
