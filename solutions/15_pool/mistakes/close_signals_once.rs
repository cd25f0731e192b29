//! breaks: rule 6, one notified, many waiting
//!
//! `close` signals once for all, and the query that gets the permit keeps it.

use interleaving::sync::atomic::{AtomicBool, Ordering::SeqCst};
use interleaving::sync::{Mutex, Semaphore};

/// The pool is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// A pool of connections.
pub struct Pool<C> {
    idle: Mutex<Vec<C>>,
    free: Semaphore,
    closed: AtomicBool,
}

impl<C> Pool<C> {
    /// A pool that lends these connections and no others.
    pub fn new(connections: Vec<C>) -> Self {
        let free = Semaphore::new(connections.len());
        Self { idle: Mutex::new(connections), free, closed: AtomicBool::new(false) }
    }

    /// Waits for a connection, calls `run` with it, takes it back and returns the answer of `run`.
    pub fn query<R>(&self, run: impl FnOnce(&mut C) -> R) -> Result<R, Closed> {
        self.free.wait();
        if self.closed.load(SeqCst) {
            return Err(Closed);
        }
        let connection = self.idle.lock().unwrap().pop();
        let mut lent = Lent { pool: self, connection };
        let connection = lent.connection.as_mut().expect("a query with a permit finds a connection");
        Ok(run(connection))
    }

    /// Closes the pool. Queries that have a connection finish; no other begins.
    pub fn close(&self) {
        self.closed.store(true, SeqCst);
        self.free.signal();
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
        self.pool.free.signal();
    }
}
