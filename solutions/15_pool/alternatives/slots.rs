//! design: a permit, and then a connection that no query has locked; a poisoned lock is taken all the same

use std::sync::TryLockError;

use interleaving::sync::atomic::{AtomicBool, Ordering::SeqCst};
use interleaving::sync::{Mutex, Semaphore};
use interleaving::thread;

/// The pool is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// A pool of connections.
pub struct Pool<C> {
    connections: Vec<Mutex<C>>,
    free: Semaphore,
    closed: AtomicBool,
}

impl<C> Pool<C> {
    /// A pool that lends these connections and no others.
    pub fn new(connections: Vec<C>) -> Self {
        let free = Semaphore::new(connections.len());
        let connections = connections.into_iter().map(Mutex::new).collect();
        Self { connections, free, closed: AtomicBool::new(false) }
    }

    /// Waits for a connection, calls `run` with it, takes it back and returns the answer of `run`.
    pub fn query<R>(&self, run: impl FnOnce(&mut C) -> R) -> Result<R, Closed> {
        // Signals when it is dropped: after the connection's lock, which is taken later, is released.
        let _permit = self.free.acquire();
        if self.closed.load(SeqCst) {
            return Err(Closed);
        }
        loop {
            for connection in &self.connections {
                let mut connection = match connection.try_lock() {
                    Ok(connection) => connection,
                    // A query that panicked leaves the connection as it is.
                    Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
                    Err(TryLockError::WouldBlock) => continue,
                };
                return Ok(run(&mut connection));
            }
            // Each was busy when it was checked; but as we hold a permit, one is free.
            thread::yield_now();
        }
    }

    /// Closes the pool. Queries that have a connection finish; no other begins.
    pub fn close(&self) {
        self.closed.store(true, SeqCst);
        self.free.signal();
    }
}
