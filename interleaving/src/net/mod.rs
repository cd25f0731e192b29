//! [`std::net`]: listeners and streams of bytes.
//!
//! Modelled: inside a check there is one network in memory, and every address means a port of it. `bind`,
//! `connect`, `accept`, `read`, `write`, `shutdown` and the drop of a stream or of a listener are one step each. A
//! read waits for bytes or for the end of the stream; a write waits for room
//! ([`Check::socket_buffer`](crate::Check::socket_buffer)) and fails with `BrokenPipe` once the peer has hung up.
//! A read returns all that has arrived, unless the check asks for
//! [short reads](crate::Check::short_reads). After a `shutdown` of the reading half, what had arrived can still
//! be read, and then the stream ends, as on Linux; std leaves this to the system. Not modelled: lost connections
//! (`ConnectionReset`), timeouts and names of hosts.
//!
//! Outside a check these types are std's own sockets; they cannot be used inside one. [`TcpListener::close`] is an
//! addition: std has no way to make a waiting `accept` return.

mod incoming;
mod listener;
mod stream;

// A check's network.
mod connection;
mod modelled;
mod network;

// std's sockets.
mod native;

pub use std::net::{Ipv4Addr, Shutdown, SocketAddr, ToSocketAddrs};

pub use incoming::Incoming;
pub use listener::TcpListener;
pub use stream::TcpStream;

use std::sync::Arc;

use crate::run::Object;
use crate::spec::Seed;

/// An object that has been used outside any check, so that a check reports a use inside.
fn outside(seed: Seed) -> Arc<Object> {
    let object = Object::new(seed);
    object.native();
    Arc::new(object)
}
