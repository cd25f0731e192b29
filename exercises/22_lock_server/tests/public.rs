//! One or two scenarios for each rule of the lock server. The hidden tests check the same rules in more cases.

use std::fmt;

use interleaving::process::{Id, Network, Outbox, Process, Settled};
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

/// A process of the network: the server, with the order of what arrived and what it granted, or a client.
enum Node {
    Server { server: LockServer, arrived: Vec<Id>, granted: Vec<Id> },
    Client { waits: bool, holds: bool },
}

impl Node {
    fn holds(&self) -> bool {
        matches!(self, Self::Client { holds: true, .. })
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
            (Self::Server { server, arrived, granted }, Message::ToServer(message)) => {
                if message == ToServer::Request {
                    arrived.push(from);
                }
                let mut grants = Outbox::new();
                server.on_message(from, message, &mut grants);
                note(granted, grants, out);
            }
            // A client that does not wait ignores a grant.
            (Self::Client { waits, holds }, Message::Grant(_)) => *holds |= std::mem::take(waits),
            _ => unreachable!("only the server gets requests, and only clients get grants"),
        }
    }

    fn on_down(&mut self, peer: Id, out: &mut Outbox<Message>) {
        if let Self::Server { server, granted, .. } = self {
            let mut grants = Outbox::new();
            server.on_leave(peer, &mut grants);
            note(granted, grants, out);
        }
    }
}

/// Passes the server's grants on, and writes down to whom they go.
fn note(granted: &mut Vec<Id>, grants: Outbox<Grant>, out: &mut Outbox<Message>) {
    let mut all = Outbox::new();
    all.take_over(grants, Message::Grant);
    granted.extend(all.receivers());
    out.take_over(all, |message| message);
}

/// A server and this many clients.
fn network(clients: usize) -> Network<Node> {
    let mut network = Network::new();
    network
        .add("server", Node::Server { server: LockServer::new(), arrived: Vec::new(), granted: Vec::new() });
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

/// Fails unless grants went out in the order in which requests came.
fn in_order(settled: &Settled<Node>) {
    let Some(Some(Node::Server { arrived, granted, .. })) = settled.processes.first() else {
        unreachable!("the server never crashes")
    };
    let mut rest = arrived.iter();
    let in_order = granted.iter().all(|client| rest.any(|next| next == client));
    assert!(in_order, "requests came from {arrived:?}, grants went to {granted:?}");
}

#[test]
fn rule_3_three_clients() {
    check("three clients want the lock; the server grants in the order of arrival", || {
        let mut network = network(3);
        all_enter(&mut network, 3);
        network.may_wait();
        in_order(&network.run());
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
            network.may_wait();
            in_order(&network.run());
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
