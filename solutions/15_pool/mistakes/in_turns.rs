//! breaks: rule 5, rule 6, waits for a busy connection
//!
//! The first query takes the first connection, the second the second, the third the first again, whether it
//! is free or not. No query checks for the end of the pool while it waits.

use interleaving::sync::Mutex;
use interleaving::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::PoisonError;

/// The pool is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// A pool of connections.
pub struct Pool<C> {
    connections: Vec<Mutex<C>>,
    next: AtomicUsize,
    closed: AtomicBool,
}

impl<C> Pool<C> {
    /// A pool that lends these connections and no others.
    pub fn new(connections: Vec<C>) -> Self {
        let connections = connections.into_iter().map(Mutex::new).collect();
        Self { connections, next: AtomicUsize::new(0), closed: AtomicBool::new(false) }
    }

    /// Waits for a connection, calls `run` with it, takes it back and returns the answer of `run`.
    pub fn query<R>(&self, run: impl FnOnce(&mut C) -> R) -> Result<R, Closed> {
        if self.closed.load(SeqCst) {
            return Err(Closed);
        }
        let turn = self.next.fetch_add(1, SeqCst) % self.connections.len();
        let mut connection = self.connections[turn].lock().unwrap_or_else(PoisonError::into_inner);
        if self.closed.load(SeqCst) {
            return Err(Closed);
        }
        Ok(run(&mut connection))
    }

    /// Closes the pool. Queries that have a connection finish; no other begins.
    pub fn close(&self) {
        self.closed.store(true, SeqCst);
    }
}
