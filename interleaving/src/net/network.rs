//! The network of one execution: its ports and its connections.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Result};
use std::net::ToSocketAddrs;
use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::connection::Connection;
use crate::run::repeat::set_inside;
use crate::run::{self, Object, Op, world};
use crate::spec::{Action, Effect, Seed, Socket};

/// The network that all threads of an execution share. The specification decides who connects to whom.
pub(super) struct Network {
    object: Object,
    /// The connections that both ends may still ask for, by their numbers.
    connections: Mutex<BTreeMap<u64, Arc<Connection>>>,
}

impl Network {
    /// The network of the running execution.
    pub(super) fn here() -> Arc<Self> {
        let _checker = set_inside(false);
        let network = world::with(|world| world.network.get_or_insert_with(|| Arc::new(Self::new())).clone());
        let network = network.downcast();
        network.unwrap_or_else(|_| unreachable!("only this function sets the network"))
    }

    fn new() -> Self {
        let object = Object::new(Seed::Network);
        object.set_name("the network");
        Self { object, connections: Mutex::default() }
    }

    fn connections(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Connection>>> {
        // No panic of the program can happen under it.
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[track_caller]
    fn perform(&self, action: Socket) -> Effect {
        run::perform(Op::new(Action::Socket(action), &self.object))
    }

    /// Binds a port, and returns it.
    #[track_caller]
    pub(super) fn bind(&self, port: u16) -> Result<u16> {
        let bound = self.perform(Socket::Bind(port));
        // The ticket of a bind is a port.
        if bound.ok { Ok(bound.ticket as u16) } else { Err(ErrorKind::AddrInUse.into()) }
    }

    #[track_caller]
    pub(super) fn connect(&self, port: u16) -> Result<Arc<Connection>> {
        let connected = self.perform(Socket::Connect(port));
        if connected.ok {
            Ok(self.connection(connected.ticket, port))
        } else {
            Err(ErrorKind::ConnectionRefused.into())
        }
    }

    #[track_caller]
    pub(super) fn accept(&self, port: u16) -> Result<Arc<Connection>> {
        let accepted = self.perform(Socket::Accept(port));
        if accepted.ok { Ok(self.connection(accepted.ticket, port)) } else { Err(closed()) }
    }

    /// Closes a port, and hangs up the connections that wait there.
    #[track_caller]
    pub(super) fn close(&self, port: u16) {
        self.perform(Socket::Close(port));
        let at = Location::caller();
        let waiting: Vec<_> = self.connections().values().filter(|one| one.waits_at(port)).cloned().collect();
        for connection in waiting {
            connection.hang_up(at);
        }
    }

    fn connection(&self, number: u64, port: u16) -> Arc<Connection> {
        run::note(|| Some(number.to_string()));
        let _checker = set_inside(false);
        let mut connections = self.connections();
        let connection = connections.entry(number).or_insert_with(|| Arc::new(Connection::new(number, port)));
        Arc::clone(connection)
    }
}

/// The error of `accept` once its listener is closed.
pub(super) fn closed() -> Error {
    Error::new(ErrorKind::NotConnected, "the listener is closed")
}

/// The port of the first address.
pub(super) fn port(address: impl ToSocketAddrs) -> Result<u16> {
    let first = address.to_socket_addrs()?.next();
    first.map(|address| address.port()).ok_or_else(|| ErrorKind::InvalidInput.into())
}
