//! breaks: rule 4, poisoned lock
//!
//! Lends numbers, and locks the connection with that number while the query runs: a panic poisons the lock.

use interleaving::sync::atomic::{AtomicBool, Ordering::SeqCst};
use interleaving::sync::{Mutex, Semaphore};

/// The pool is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// A pool of connections.
pub struct Pool<C> {
    connections: Vec<Mutex<C>>,
    idle: Mutex<Vec<usize>>,
    free: Semaphore,
    closed: AtomicBool,
}

impl<C> Pool<C> {
    /// A pool that lends these connections and no others.
    pub fn new(connections: Vec<C>) -> Self {
        let idle = (0..connections.len()).collect();
        let free = Semaphore::new(connections.len());
        let connections = connections.into_iter().map(Mutex::new).collect();
        Self { connections, idle: Mutex::new(idle), free, closed: AtomicBool::new(false) }
    }

    /// Waits for a connection, calls `run` with it, takes it back and returns the answer of `run`.
    pub fn query<R>(&self, run: impl FnOnce(&mut C) -> R) -> Result<R, Closed> {
        self.free.wait();
        if self.closed.load(SeqCst) {
            self.free.signal();
            return Err(Closed);
        }
        let number = self.idle.lock().unwrap().pop().expect("a query with a permit finds a number");
        let _lent = Lent { pool: self, number };
        let mut connection = self.connections[number].lock().unwrap();
        Ok(run(&mut connection))
    }

    /// Closes the pool. Queries that have a connection finish; no other begins.
    pub fn close(&self) {
        self.closed.store(true, SeqCst);
        self.free.signal();
    }
}

/// The number of a connection that is lent to a query.
struct Lent<'a, C> {
    pool: &'a Pool<C>,
    number: usize,
}

impl<C> Drop for Lent<'_, C> {
    fn drop(&mut self) {
        self.pool.idle.lock().unwrap().push(self.number);
        self.pool.free.signal();
    }
}
