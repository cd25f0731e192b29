//! design: first come, first served; a connection goes to the query that has waited longest

use std::collections::VecDeque;

use interleaving::sync::{Arc, Condvar, Mutex};

/// The pool is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// A pool of connections.
pub struct Pool<C> {
    state: Mutex<State<C>>,
}

struct State<C> {
    idle: Vec<C>,
    queue: VecDeque<Arc<Place<C>>>,
    closed: bool,
}

/// The place of one waiting query: a connection or the end of the pool is brought here, for it alone.
struct Place<C> {
    brought: Mutex<Option<Result<C, Closed>>>,
    bell: Condvar,
}

impl<C> Place<C> {
    fn bring(&self, what: Result<C, Closed>) {
        *self.brought.lock().unwrap() = Some(what);
        self.bell.notify_one();
    }
}

impl<C> Pool<C> {
    /// A pool that lends these connections and no others.
    pub fn new(connections: Vec<C>) -> Self {
        let state = State { idle: connections, queue: VecDeque::new(), closed: false };
        Self { state: Mutex::new(state) }
    }

    /// Waits for a connection, calls `run` with it, takes it back and returns the answer of `run`.
    pub fn query<R>(&self, run: impl FnOnce(&mut C) -> R) -> Result<R, Closed> {
        let mut lent = Lent { pool: self, connection: Some(self.borrow()?) };
        let connection = lent.connection.as_mut().expect("it is lent until the drop");
        Ok(run(connection))
    }

    /// Closes the pool. Queries that have a connection finish; no other begins.
    pub fn close(&self) {
        let mut state = self.state.lock().unwrap();
        state.closed = true;
        for place in state.queue.drain(..) {
            place.bring(Err(Closed));
        }
    }

    fn borrow(&self) -> Result<C, Closed> {
        let mut state = self.state.lock().unwrap();
        if state.closed {
            return Err(Closed);
        }
        if let Some(connection) = state.idle.pop() {
            return Ok(connection);
        }
        let place = Arc::new(Place { brought: Mutex::new(None), bell: Condvar::new() });
        state.queue.push_back(Arc::clone(&place));
        drop(state);
        let mut brought = place.brought.lock().unwrap();
        loop {
            if let Some(answer) = brought.take() {
                return answer;
            }
            brought = place.bell.wait(brought).unwrap();
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
        let Some(connection) = self.connection.take() else { return };
        let mut state = self.pool.state.lock().unwrap();
        match state.queue.pop_front() {
            Some(place) => place.bring(Ok(connection)),
            None => state.idle.push(connection),
        }
    }
}
