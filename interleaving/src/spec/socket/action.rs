//! The operations on the network and on connections.

use serde::{Deserialize, Serialize};

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
