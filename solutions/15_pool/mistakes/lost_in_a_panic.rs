//! breaks: rule 4, connection lost
//!
//! A panic leaves `query` before the line that puts the connection back.

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
        let mut connection = loop {
            if state.closed {
                return Err(Closed);
            }
            match state.idle.pop() {
                Some(connection) => break connection,
                None => state = self.changed.wait(state).unwrap(),
            }
        };
        drop(state);
        let answer = run(&mut connection);
        self.state.lock().unwrap().idle.push(connection);
        self.changed.notify_one();
        Ok(answer)
    }

    /// Closes the pool. Queries that have a connection finish; no other begins.
    pub fn close(&self) {
        self.state.lock().unwrap().closed = true;
        self.changed.notify_all();
    }
}
