//! The reference: a pool of connections to a database that can take only a few at a time.
//!
//! A monitor: both things that can end a wait, an idle connection and the end of the pool, are under one
//! mutex, and a thread that causes either wakes sleeping queries. A guard holds the lent connection and puts
//! it back however the query ends.

use interleaving::sync::{Condvar, Mutex};

/// The pool is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// A pool of connections. The signatures are fixed, the fields are yours.
pub struct Pool<C> {
    state: Mutex<State<C>>,
    changed: Condvar,
}

struct State<C> {
    idle: Vec<C>,
    // Under the mutex too. Outside, it could be set between a query's check and its sleep, and the
    // notification would wake nobody.
    closed: bool,
}

impl<C> Pool<C> {
    /// A pool that lends these connections and no others.
    pub fn new(connections: Vec<C>) -> Self {
        Self { state: Mutex::new(State { idle: connections, closed: false }), changed: Condvar::new() }
    }

    /// Waits for a connection, calls `run` with it, takes it back and returns the answer of `run`.
    ///
    /// `run` is called once, or not at all if the pool is closed. It may take as long as it likes, may wait
    /// for other queries and for `close`, and may panic: the caller gets the panic.
    pub fn query<R>(&self, run: impl FnOnce(&mut C) -> R) -> Result<R, Closed> {
        let mut lent = self.borrow()?;
        // The mutex is free here: other queries can run, and a panic poisons nothing.
        let connection = lent.connection.as_mut().expect("it is lent until the drop");
        Ok(run(connection))
    }

    /// Closes the pool. Queries that have a connection finish; no other begins. Waits for no query.
    pub fn close(&self) {
        self.state.lock().unwrap().closed = true;
        // All: every sleeping query has to go home.
        self.changed.notify_all();
    }

    fn borrow(&self) -> Result<Lent<'_, C>, Closed> {
        let mut state = self.state.lock().unwrap();
        loop {
            // Both are checked again after each sleep: a faster query may have taken the connection.
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
        // One: a single connection has come back, and any woken query can use it.
        self.pool.changed.notify_one();
    }
}

// Another way, the text's: a semaphore of N beside the list. A query with a permit finds a connection if
// every query that gives one back pushes first and signals afterwards. Then `close` needs a trick: it signals
// once, and each query that wakes in a closed pool signals for the next before it leaves.
