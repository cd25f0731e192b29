//! A pool of connections to a database that bears only so many at a time: the reference.
//!
//! A monitor: what can end a wait, an idle connection or the end of the pool, lies under one mutex, and who
//! brings either about tells those who sleep. A connection is lent to a guard, which puts it back however
//! the query ends.

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
    // Under the mutex too. As a flag beside it, it could be set between a look at it and the sleep that
    // follows, and the notification would wake nobody.
    closed: bool,
}

impl<C> Pool<C> {
    /// A pool that lends these connections, and no others.
    pub fn new(connections: Vec<C>) -> Self {
        Self { state: Mutex::new(State { idle: connections, closed: false }), changed: Condvar::new() }
    }

    /// Waits for a connection, calls `run` with it, takes it back and returns the answer of `run`.
    ///
    /// `run` is called once, or not at all if the pool is closed. It may take as long as it likes, may wait
    /// for other queries and for `close`, and may panic: the panic goes on to the caller.
    pub fn query<R>(&self, run: impl FnOnce(&mut C) -> R) -> Result<R, Closed> {
        let mut lent = self.borrow()?;
        // The mutex is free meanwhile: others run beside us, and a panic poisons nothing.
        let connection = lent.connection.as_mut().expect("it is lent until the drop");
        Ok(run(connection))
    }

    /// Closes the pool. Queries that have a connection finish; no other begins. Waits for nobody.
    pub fn close(&self) {
        self.state.lock().unwrap().closed = true;
        // All: everybody who sleeps has to go home.
        self.changed.notify_all();
    }

    fn borrow(&self) -> Result<Lent<'_, C>, Closed> {
        let mut state = self.state.lock().unwrap();
        loop {
            // After each sleep both are looked at again: the connection may have gone to somebody faster.
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

/// A connection in the hands of a query.
struct Lent<'a, C> {
    pool: &'a Pool<C>,
    connection: Option<C>,
}

impl<C> Drop for Lent<'_, C> {
    fn drop(&mut self) {
        self.pool.state.lock().unwrap().idle.extend(self.connection.take());
        // One: a single connection has come back, and whoever is woken can use it.
        self.pool.changed.notify_one();
    }
}

// Another way, which is the text's: a semaphore of N beside the list. Who has a permit finds a connection,
// if whoever gives one back pushes first and signals afterwards. Then `close` needs a trick: it signals once,
// and everybody who wakes in a closed pool signals for the next before he leaves.
