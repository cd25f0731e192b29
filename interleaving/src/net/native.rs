//! std's listener, which can be closed: by a flag, and a connection to itself for each thread that waits.

use std::io::Result;
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::network::closed;

/// A real listener.
pub(super) struct Listener {
    address: SocketAddr,
    state: Mutex<State>,
    left: Condvar,
}

struct State {
    /// `None` once it is closed; the socket lives until the last thread has left `accept`.
    socket: Option<Arc<TcpListener>>,
    /// The threads in `accept`.
    accepting: usize,
}

/// Longer than a connection to oneself takes. If the system's queue is full, the waiting threads are about to wake
/// up anyway.
const LIMIT: Duration = Duration::from_millis(100);

impl Listener {
    pub(super) fn bind(address: impl ToSocketAddrs) -> Result<Self> {
        let socket = TcpListener::bind(address)?;
        let address = socket.local_addr()?;
        let state = State { socket: Some(Arc::new(socket)), accepting: 0 };
        Ok(Self { address, state: Mutex::new(state), left: Condvar::new() })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change is a single assignment: a poisoned state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn accept(&self) -> Result<(TcpStream, SocketAddr)> {
        let mut state = self.state();
        let socket = state.socket.clone().ok_or_else(closed)?;
        state.accepting += 1;
        drop(state);
        let accepted = socket.accept();
        drop(socket);
        let mut state = self.state();
        state.accepting -= 1;
        self.left.notify_all();
        if state.socket.is_some() { accepted } else { Err(closed()) }
    }

    /// Returns once the system refuses connections.
    pub(super) fn close(&self) {
        let mut state = self.state();
        state.socket = None;
        for _ in 0..state.accepting {
            // A failure means that the thread is waking up for another reason.
            drop(TcpStream::connect_timeout(&self.reachable(), LIMIT));
        }
        while state.accepting > 0 {
            state = self.left.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The address at which this machine reaches itself: nobody can connect to "any address".
    fn reachable(&self) -> SocketAddr {
        match self.address {
            SocketAddr::V4(any) if any.ip().is_unspecified() => ([127, 0, 0, 1], any.port()).into(),
            SocketAddr::V6(any) if any.ip().is_unspecified() => ([0, 0, 0, 0, 0, 0, 0, 1], any.port()).into(),
            own => own,
        }
    }
}
