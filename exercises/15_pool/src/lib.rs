//! A pool of connections to a database that can take only a few at a time.
//!
//! It works for one query after another. Run the tests to see three at once.

use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicBool, Ordering::SeqCst};

/// The pool is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// A pool of connections. The signatures are fixed, the fields are yours.
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
    ///
    /// `run` is called once, or not at all if the pool is closed. It may take as long as it likes, may wait
    /// for other queries and for `close`, and may panic: the caller gets the panic.
    pub fn query<R>(&self, run: impl FnOnce(&mut C) -> R) -> Result<R, Closed> {
        if self.closed.load(SeqCst) {
            return Err(Closed);
        }
        // TODO: Wait until a connection is idle, or the pool is closed.
        let mut connection = self.idle.lock().unwrap().pop().expect("no connection is idle");
        // TODO: Put the connection back even if `run` panics, and wake a query that waits for it.
        let answer = run(&mut connection);
        self.idle.lock().unwrap().push(connection);
        Ok(answer)
    }

    /// Closes the pool. Queries that have a connection finish; no other begins. Waits for no query.
    pub fn close(&self) {
        // TODO: Wake all queries that wait.
        self.closed.store(true, SeqCst);
    }
}
