//! breaks: rule 2, rule 5, rule 6, nobody waits
//!
//! Like the stub, but a panic brings the connection back. A query that finds no idle connection crashes.

use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicBool, Ordering::SeqCst};

/// The pool is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// A pool of connections.
pub struct Pool<C> {
    idle: Mutex<Vec<C>>,
    closed: AtomicBool,
}

impl<C> Pool<C> {
    /// A pool that lends these connections and no others.
    pub fn new(connections: Vec<C>) -> Self {
        Self { idle: Mutex::new(connections), closed: AtomicBool::new(false) }
    }

    /// Waits for a connection, calls `run` with it, takes it back and returns the answer of `run`.
    pub fn query<R>(&self, run: impl FnOnce(&mut C) -> R) -> Result<R, Closed> {
        if self.closed.load(SeqCst) {
            return Err(Closed);
        }
        let connection = self.idle.lock().unwrap().pop();
        let mut lent = Lent { pool: self, connection };
        let connection = lent.connection.as_mut().expect("no connection is idle");
        Ok(run(connection))
    }

    /// Closes the pool. Queries that have a connection finish; no other begins.
    pub fn close(&self) {
        self.closed.store(true, SeqCst);
    }
}

/// A connection that is lent to a query.
struct Lent<'a, C> {
    pool: &'a Pool<C>,
    connection: Option<C>,
}

impl<C> Drop for Lent<'_, C> {
    fn drop(&mut self) {
        self.pool.idle.lock().unwrap().extend(self.connection.take());
    }
}
