//! Sockets: one network per execution, with its ports, and the two byte streams of each connection.

mod action;
mod connection;
mod network;

pub use action::{Half, Side, Socket};
pub(crate) use connection::Connection;
pub(crate) use network::Network;
