//! One or two scenarios for each rule of the lock server. The hidden tests check the same rules in more cases.

use std::fmt;

use interleaving::process::{Id, Network, Outbox, Process};
use interleaving::{alone, check};
use lock_server::{Grant, LockServer, ToServer};

/// The number of the server; the clients follow.
const SERVER: Id = 0;

/// What travels between the server and its clients.
#[derive(Clone)]
enum Message {
    ToServer(ToServer),
    Grant(Grant),
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ToServer(message) => message.fmt(f),
            Self::Grant(grant) => grant.fmt(f),
        }
    }
}

/// The clients that wait for a grant, in the order of arrival, and the first grant out of that order.
#[derive(Default)]
pub(crate) struct Order {
    waiting: Vec<Id>,
    /// Each client that got the lock before another that had asked earlier, and that other.
    skipped: Vec<(Id, Id)>,
    pub(crate) wrong: Option<String>,
}

impl Order {
    pub(crate) fn arrived(&mut self, client: Id) {
        self.waiting.push(client);
    }

    /// A grant that nobody waits for is for other rules, and so is a client that never gets the lock.
    pub(crate) fn granted(&mut self, client: Id) {
        let Some(at) = self.waiting.iter().position(|&waiting| waiting == client) else { return };
        let late = self.skipped.iter().find(|(_, earlier)| *earlier == client);
        if let Some((first, _)) = late {
            self.wrong = Some(format!(
                "client {first} got the lock before client {client}, whose request arrived first"
            ));
        }
        self.skipped.extend(self.waiting[..at].iter().map(|&earlier| (client, earlier)));
        self.waiting.remove(at);
    }
}

/// A process of the network: the server, with the order of its grants, or a client.
enum Node {
    Server { server: LockServer, order: Order },
    Client { waits: bool, holds: bool },
}

impl Node {
    fn holds(&self) -> bool {
        matches!(self, Self::Client { holds: true, .. })
    }

    /// The words for a grant that the server gave out of order.
    fn out_of_order(&self) -> Option<String> {
        match self {
            Self::Server { order, .. } => order.wrong.clone(),
            Self::Client { .. } => None,
        }
    }

    fn ask(&mut self, out: &mut Outbox<Message>) {
        *self = Self::Client { waits: true, holds: false };
        out.send(SERVER, Message::ToServer(ToServer::Request));
    }

    fn give_back(&mut self, out: &mut Outbox<Message>) {
        *self = Self::Client { waits: false, holds: false };
        out.send(SERVER, Message::ToServer(ToServer::Release));
    }

    /// Gives the lock back, and once more.
    fn give_back_twice(&mut self, out: &mut Outbox<Message>) {
        self.give_back(out);
        self.give_back(out);
    }
}

impl Process for Node {
    type Message = Message;

    fn on_message(&mut self, from: Id, message: Message, out: &mut Outbox<Message>) {
        match (self, message) {
            (Self::Server { server, order }, Message::ToServer(message)) => {
                if message == ToServer::Request {
                    order.arrived(from);
                }
                let mut grants = Outbox::new();
                server.on_message(from, message, &mut grants);
                note(order, grants, out);
            }
            // A client that does not wait ignores a grant.
            (Self::Client { waits, holds }, Message::Grant(_)) => *holds |= std::mem::take(waits),
            _ => unreachable!("only the server gets requests, and only clients get grants"),
        }
    }

    fn on_down(&mut self, peer: Id, out: &mut Outbox<Message>) {
        if let Self::Server { server, order } = self {
            let mut grants = Outbox::new();
            server.on_leave(peer, &mut grants);
            note(order, grants, out);
        }
    }
}

/// Passes the server's grants on, and writes down to whom they go.
fn note(order: &mut Order, grants: Outbox<Grant>, out: &mut Outbox<Message>) {
    let mut all = Outbox::new();
    all.take_over(grants, Message::Grant);
    all.receivers().for_each(|client| order.granted(client));
    out.take_over(all, |message| message);
}

/// A server and this many clients.
fn network(clients: usize) -> Network<Node> {
    let mut network = Network::new();
    network.add("server", Node::Server { server: LockServer::new(), order: Order::default() });
    for client in 1..=clients {
        network.add(&format!("client {client}"), Node::Client { waits: false, holds: false });
    }
    network.star(SERVER);
    network
}

/// Every client enters once.
fn all_enter(network: &mut Network<Node>, clients: usize) {
    for client in 1..=clients {
        let user = network.user(client);
        user.does("asks", Node::ask)
            .when("holds the lock", Node::holds)
            .does("gives it back", Node::give_back);
    }
}

#[test]
fn rule_1_three_clients() {
    check("three clients want the lock, once each", || {
        let mut network = network(3);
        all_enter(&mut network, 3);
        network.at_most_one("hold the lock", Node::holds);
        network.may_wait();
        network.run();
    });
}

#[test]
fn rule_2_three_clients() {
    check("three clients want the lock, once each, and give it back", || {
        let mut network = network(3);
        all_enter(&mut network, 3);
        network.run();
    });
}

/// Demands that grants go out in the order in which requests came.
fn in_order(network: &mut Network<Node>) {
    network.never(Node::out_of_order, |seen| seen.iter().flatten().flatten().next().cloned());
    network.may_wait();
}

#[test]
fn rule_3_three_clients() {
    check("three clients want the lock; the server grants in the order of arrival", || {
        let mut network = network(3);
        all_enter(&mut network, 3);
        in_order(&mut network);
        network.run();
    });
}

#[test]
fn rule_3_a_client_leaves() {
    check(
        "three clients want the lock, and client 1 leaves at any moment; grants in the order of arrival",
        || {
            let mut network = network(3);
            all_enter(&mut network, 3);
            network.crashes(1);
            in_order(&mut network);
            network.run();
        },
    );
}

#[test]
fn rule_4_a_client_that_waits_leaves() {
    check("three clients want the lock, and client 2 leaves at any moment", || {
        let mut network = network(3);
        all_enter(&mut network, 3);
        network.crashes(2);
        network.at_most_one("hold the lock", Node::holds);
        network.run();
    });
}

#[test]
fn rule_4_a_release_that_comes_twice() {
    check("client 1 gives the lock back twice, while clients 2 and 3 want it", || {
        let mut network = network(3);
        let user = network.user(1);
        user.does("asks", Node::ask).when("holds the lock", Node::holds);
        user.does("gives it back twice", Node::give_back_twice);
        for client in [2, 3] {
            let user = network.user(client);
            user.does("asks", Node::ask).when("holds the lock", Node::holds);
            user.does("gives it back", Node::give_back);
        }
        network.at_most_one("hold the lock", Node::holds);
        network.run();
    });
}

#[test]
fn rule_4_a_second_release_that_comes_late() {
    alone(
        "client 1 enters; client 2 gets the lock; client 1 asks again and repeats its first release",
        || {
            let (mut server, mut grants) = (LockServer::new(), Outbox::new());
            server.on_message(1, ToServer::Request, &mut grants);
            server.on_message(1, ToServer::Release, &mut grants);
            server.on_message(2, ToServer::Request, &mut grants);
            server.on_message(1, ToServer::Request, &mut grants);
            let before: Vec<Id> = grants.take().into_iter().map(|(client, _)| client).collect();
            assert!(
                before == [1, 2],
                "before the second release, the grants went to {before:?} instead of [1, 2]"
            );
            server.on_message(1, ToServer::Release, &mut grants);
            let granted: Vec<Id> = grants.take().into_iter().map(|(client, _)| client).collect();
            assert!(
                granted.is_empty(),
                "client 2 holds the lock, but the second release grants it to {granted:?}"
            );
        },
    );
}

#[test]
fn rule_5_two_clients() {
    check("two clients enter once each", || {
        let mut network = network(2);
        all_enter(&mut network, 2);
        network.may_wait();
        let settled = network.run();
        assert!(settled.messages <= 6, "two entries cost {} messages instead of 6", settled.messages);
    });
}
