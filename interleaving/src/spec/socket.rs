//! Sockets: one network per execution, with its ports, and the two byte streams of each connection.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::effect::Effect;

/// One of the two ends of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The end that connected.
    Client,
    /// The end that was accepted.
    Server,
}

/// The part of a connection that `TcpStream::shutdown` closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Half {
    /// What arrives.
    Read,
    /// What is sent.
    Write,
    /// Both.
    Both,
}

/// An operation on the network or on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Socket {
    /// `TcpListener::bind` to this port; 0 asks for a free one.
    Bind(u16),
    /// `TcpStream::connect` to this port.
    Connect(u16),
    /// `TcpListener::accept` at this port.
    Accept(u16),
    /// A listener is closed or dropped.
    Close(u16),
    /// `read` into this many bytes; the last field says that it may return fewer than there are.
    Read(Side, usize, bool),
    /// `write` of this many bytes; the last field says that it may take fewer than there is room for.
    Write(Side, usize, bool),
    /// `shutdown`.
    Shutdown(Side, Half),
    /// `try_clone`.
    Clone(Side),
    /// A stream is dropped; the last one of an end hangs up.
    Drop(Side),
}

impl Side {
    pub(super) fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }
}

impl Socket {
    /// Returns whether two operations on one object commute wherever both are enabled: a connection's two
    /// directions do not touch, and neither do two ports that are bound.
    pub(crate) fn commutes(self, other: Self) -> bool {
        if let (Some(one), Some(two)) = (self.port(), other.port()) {
            return one != two;
        }
        matches!((self.direction(), other.direction()), (Some(one), Some(two)) if one != two)
    }

    /// The port of an operation on a port that does not change which ports are bound.
    fn port(self) -> Option<u16> {
        match self {
            // Two connects draw their numbers from one counter, whatever their ports are.
            Self::Accept(port) | Self::Close(port) => Some(port),
            _ => None,
        }
    }

    /// The end that the bytes of a read or a write go to.
    fn direction(self) -> Option<Side> {
        match self {
            Self::Read(side, ..) => Some(side),
            Self::Write(side, ..) => Some(side.other()),
            _ => None,
        }
    }
}

/// The ports of an execution, and the connections that wait there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Network {
    ports: Vec<Port>,
    connections: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Port {
    number: u16,
    open: bool,
    /// The numbers of the connections that were not accepted yet.
    waiting: VecDeque<u64>,
}

/// The first port that is given to a program that does not care.
const FREE: u16 = 40_000;

impl Network {
    fn port(&self, number: u16) -> Option<&Port> {
        self.ports.iter().rfind(|port| port.number == number)
    }

    fn open(&mut self, number: u16) -> Option<&mut Port> {
        self.ports.iter_mut().rfind(|port| port.number == number && port.open)
    }

    pub(super) fn enabled(&self, action: Socket) -> bool {
        match action {
            Socket::Accept(number) => {
                self.port(number).is_none_or(|port| !port.open || !port.waiting.is_empty())
            }
            _ => true,
        }
    }

    /// The ticket is the port of a `bind`, and the connection's number of a `connect` or an `accept`.
    pub(super) fn apply(&mut self, action: Socket) -> Effect {
        match action {
            Socket::Bind(wanted) => self.bind(wanted),
            Socket::Connect(number) => {
                let connection = self.connections + 1;
                let Some(port) = self.open(number) else { return Effect::no() };
                port.waiting.push_back(connection);
                self.connections = connection;
                Effect::with(connection)
            }
            Socket::Accept(number) => {
                self.open(number).and_then(|port| port.waiting.pop_front()).map_or(Effect::no(), Effect::with)
            }
            Socket::Close(number) => {
                if let Some(port) = self.open(number) {
                    port.open = false;
                    port.waiting.clear();
                }
                Effect::yes()
            }
            _ => Effect::yes(),
        }
    }

    fn bind(&mut self, wanted: u16) -> Effect {
        let used = self.ports.iter().any(|port| port.number == wanted && port.open);
        if used {
            return Effect::no();
        }
        let free = (FREE..).find(|free| self.port(*free).is_none()).unwrap_or(FREE);
        let number = if wanted == 0 { free } else { wanted };
        self.ports.push(Port { number, open: true, waiting: VecDeque::new() });
        Effect::with(u64::from(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_free_again_once_its_listener_is_closed() {
        let mut network = Network::default();
        assert_eq!(network.apply(Socket::Connect(80)), Effect::no());
        assert_eq!(network.apply(Socket::Bind(80)), Effect::with(80));
        assert_eq!(network.apply(Socket::Bind(80)), Effect::no());
        assert!(!network.enabled(Socket::Accept(80)));
        assert_eq!(network.apply(Socket::Connect(80)), Effect::with(1));
        assert_eq!(network.apply(Socket::Accept(80)), Effect::with(1));
        network.apply(Socket::Close(80));
        assert!(network.enabled(Socket::Accept(80)));
        assert_eq!(network.apply(Socket::Accept(80)), Effect::no());
        assert_eq!(network.apply(Socket::Bind(80)), Effect::with(80));
        assert_eq!(network.apply(Socket::Bind(0)), Effect::with(u64::from(FREE)));
    }
}
