//! What the sockets of a check have in common: their addresses, and their end.

use std::io::{Error, ErrorKind};
use std::net::SocketAddr;

/// The error of everything that a check's sockets are asked for after their check.
pub(super) fn over() -> Error {
    Error::new(ErrorKind::NotConnected, "this socket belongs to a check that is over")
}

/// The address of a port inside a check.
pub(super) fn address(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}
