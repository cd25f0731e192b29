//! Addresses inside a check, and the errors that std does not have.

use std::io::{Error, ErrorKind, Result};
use std::net::{SocketAddr, ToSocketAddrs};

/// The error of `accept` once its listener is closed.
pub(super) fn closed() -> Error {
    Error::new(ErrorKind::NotConnected, "the listener is closed")
}

/// The error of everything that a check's sockets are asked for after their check.
pub(super) fn over() -> Error {
    Error::new(ErrorKind::NotConnected, "this socket belongs to a check that is over")
}

/// The port of the first address.
pub(super) fn port(address: impl ToSocketAddrs) -> Result<u16> {
    let first = address.to_socket_addrs()?.next();
    first.map(|address| address.port()).ok_or_else(|| ErrorKind::InvalidInput.into())
}

/// The address of a port inside a check.
pub(super) fn address(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}
