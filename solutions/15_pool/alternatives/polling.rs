//! design: no query sleeps; one that finds nothing yields and checks again

use interleaving::sync::Mutex;
use interleaving::thread;

/// The pool is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// A pool of connections.
pub struct Pool<C> {
    /// The idle connections, and whether the pool is open.
    state: Mutex<(Vec<C>, bool)>,
}

impl<C> Pool<C> {
    /// A pool that lends these connections and no others.
    pub fn new(connections: Vec<C>) -> Self {
        Self { state: Mutex::new((connections, true)) }
    }

    /// Waits for a connection, calls `run` with it, takes it back and returns the answer of `run`.
    pub fn query<R>(&self, run: impl FnOnce(&mut C) -> R) -> Result<R, Closed> {
        let connection = loop {
            let mut state = self.state.lock().unwrap();
            if !state.1 {
                return Err(Closed);
            }
            if let Some(connection) = state.0.pop() {
                break connection;
            }
            // Not with the lock held: a query that gives a connection back needs it.
            drop(state);
            thread::yield_now();
        };
        let mut lent = Lent { pool: self, connection: Some(connection) };
        let connection = lent.connection.as_mut().expect("it is lent until the drop");
        Ok(run(connection))
    }

    /// Closes the pool. Queries that have a connection finish; no other begins.
    pub fn close(&self) {
        self.state.lock().unwrap().1 = false;
    }
}

/// A connection that is lent to a query.
struct Lent<'a, C> {
    pool: &'a Pool<C>,
    connection: Option<C>,
}

impl<C> Drop for Lent<'_, C> {
    fn drop(&mut self) {
        self.pool.state.lock().unwrap().0.extend(self.connection.take());
    }
}
