//! The ports of an execution.

use std::collections::VecDeque;

use super::Socket;
use crate::spec::effect::Effect;

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

    pub(in crate::spec) fn enabled(&self, action: Socket) -> bool {
        match action {
            Socket::Accept(number) => {
                self.port(number).is_none_or(|port| !port.open || !port.waiting.is_empty())
            }
            _ => true,
        }
    }

    /// The ticket is the port of a `bind`, and the connection's number of a `connect` or an `accept`.
    pub(in crate::spec) fn apply(&mut self, action: Socket) -> Effect {
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
