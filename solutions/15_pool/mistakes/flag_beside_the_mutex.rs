//! breaks: rule 6, lost wakeup
//!
//! The flag is outside the mutex: `close` can set it and wake everybody between a check and the sleep.

use interleaving::sync::atomic::{AtomicBool, Ordering::SeqCst};
use interleaving::sync::{Condvar, Mutex};

/// The pool is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// A pool of connections.
pub struct Pool<C> {
    idle: Mutex<Vec<C>>,
    changed: Condvar,
    closed: AtomicBool,
}

impl<C> Pool<C> {
    /// A pool that lends these connections and no others.
    pub fn new(connections: Vec<C>) -> Self {
        Self { idle: Mutex::new(connections), changed: Condvar::new(), closed: AtomicBool::new(false) }
    }

    /// Waits for a connection, calls `run` with it, takes it back and returns the answer of `run`.
    pub fn query<R>(&self, run: impl FnOnce(&mut C) -> R) -> Result<R, Closed> {
        let mut lent = self.borrow()?;
        let connection = lent.connection.as_mut().expect("it is lent until the drop");
        Ok(run(connection))
    }

    /// Closes the pool. Queries that have a connection finish; no other begins.
    pub fn close(&self) {
        self.closed.store(true, SeqCst);
        self.changed.notify_all();
    }

    fn borrow(&self) -> Result<Lent<'_, C>, Closed> {
        let mut idle = self.idle.lock().unwrap();
        loop {
            if self.closed.load(SeqCst) {
                return Err(Closed);
            }
            if let Some(connection) = idle.pop() {
                return Ok(Lent { pool: self, connection: Some(connection) });
            }
            idle = self.changed.wait(idle).unwrap();
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
        self.pool.idle.lock().unwrap().extend(self.connection.take());
        self.pool.changed.notify_one();
    }
}
