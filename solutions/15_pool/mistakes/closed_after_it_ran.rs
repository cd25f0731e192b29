//! breaks: rule 6, answer thrown away
//!
//! A query that finds the pool closed when it is over returns `Closed`, although it ran.

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
        let mut lent = self.borrow()?;
        let connection = lent.connection.as_mut().expect("it is lent until the drop");
        let answer = run(connection);
        if self.state.lock().unwrap().closed { Err(Closed) } else { Ok(answer) }
    }

    /// Closes the pool. Queries that have a connection finish; no other begins.
    pub fn close(&self) {
        self.state.lock().unwrap().closed = true;
        self.changed.notify_all();
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
        self.pool.changed.notify_one();
    }
}
