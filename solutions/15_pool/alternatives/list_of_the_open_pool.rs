//! design: `close` takes the list away; a pool without a list is closed

use interleaving::sync::{Condvar, Mutex};

/// The pool is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// A pool of connections.
pub struct Pool<C> {
    idle: Mutex<Option<Vec<C>>>,
    changed: Condvar,
}

impl<C> Pool<C> {
    /// A pool that lends these connections and no others.
    pub fn new(connections: Vec<C>) -> Self {
        Self { idle: Mutex::new(Some(connections)), changed: Condvar::new() }
    }

    /// Waits for a connection, calls `run` with it, takes it back and returns the answer of `run`.
    pub fn query<R>(&self, run: impl FnOnce(&mut C) -> R) -> Result<R, Closed> {
        let mut lent = self.borrow()?;
        let connection = lent.connection.as_mut().expect("it is lent until the drop");
        Ok(run(connection))
    }

    /// Closes the pool. Queries that have a connection finish; no other begins.
    pub fn close(&self) {
        // Idle connections are dropped now, those in use when they come back.
        drop(self.idle.lock().unwrap().take());
        self.changed.notify_all();
    }

    fn borrow(&self) -> Result<Lent<'_, C>, Closed> {
        let idle = self.idle.lock().unwrap();
        let empty = |idle: &mut Option<Vec<C>>| idle.as_ref().is_some_and(Vec::is_empty);
        let mut idle = self.changed.wait_while(idle, empty).unwrap();
        let connection = idle.as_mut().ok_or(Closed)?.pop();
        Ok(Lent { pool: self, connection })
    }
}

/// A connection that is lent to a query.
struct Lent<'a, C> {
    pool: &'a Pool<C>,
    connection: Option<C>,
}

impl<C> Drop for Lent<'_, C> {
    fn drop(&mut self) {
        if let (Some(idle), Some(connection)) = (&mut *self.pool.idle.lock().unwrap(), self.connection.take())
        {
            idle.push(connection);
        }
        self.pool.changed.notify_one();
    }
}
