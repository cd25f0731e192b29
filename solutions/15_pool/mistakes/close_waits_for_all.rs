//! breaks: rule 6, waits for all queries
//!
//! `close` waits until all connections are back, so that all queries are over when it returns.

use interleaving::sync::{Condvar, Mutex};

/// The pool is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// A pool of connections.
pub struct Pool<C> {
    state: Mutex<State<C>>,
    changed: Condvar,
    size: usize,
}

struct State<C> {
    idle: Vec<C>,
    closed: bool,
}

impl<C> Pool<C> {
    /// A pool that lends these connections and no others.
    pub fn new(connections: Vec<C>) -> Self {
        let size = connections.len();
        let state = Mutex::new(State { idle: connections, closed: false });
        Self { state, changed: Condvar::new(), size }
    }

    /// Waits for a connection, calls `run` with it, takes it back and returns the answer of `run`.
    pub fn query<R>(&self, run: impl FnOnce(&mut C) -> R) -> Result<R, Closed> {
        let mut lent = self.borrow()?;
        let connection = lent.connection.as_mut().expect("it is lent until the drop");
        Ok(run(connection))
    }

    /// Closes the pool. Queries that have a connection finish; no other begins.
    pub fn close(&self) {
        let mut state = self.state.lock().unwrap();
        state.closed = true;
        self.changed.notify_all();
        while state.idle.len() < self.size {
            state = self.changed.wait(state).unwrap();
        }
    }

    fn borrow(&self) -> Result<Lent<'_, C>, Closed> {
        let mut state = self.state.lock().unwrap();
        loop {
            if state.closed {
                return Err(Closed);
            }
            if let Some(connection) = state.idle.pop() {
                return Ok(Lent { pool: self, connection: Some(connection) });
            }
            state = self.changed.wait(state).unwrap();
        }
    }
}

/// A connection that is lent to a query.
struct Lent<'a, C> {
    pool: &'a Pool<C>,
    connection: Option<C>,
}

impl<C> Drop for Lent<'_, C> {
    fn drop(&mut self) {
        self.pool.state.lock().unwrap().idle.extend(self.connection.take());
        self.pool.changed.notify_all();
    }
}
