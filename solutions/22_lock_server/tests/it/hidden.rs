//! More cases of the rules: a third and a fourth client, second entries, clients that leave, releases too many.

use std::fmt;

use interleaving::process::{Id, Network, Outbox, Process};
use interleaving::{Budget, Check, alone, check};
use lock_server::{Grant, LockServer, ToServer};

use crate::public::Order;

const SERVER: Id = 0;

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

/// The server, with the order of its grants, or a client, with how often it may enter.
enum Node {
    Server { server: LockServer, order: Order },
    Client { holds: bool, asked: usize, granted: usize },
}

const CLIENT: Node = Node::Client { holds: false, asked: 0, granted: 0 };

impl Node {
    fn holds(&self) -> bool {
        matches!(self, Self::Client { holds: true, .. })
    }

    fn ask(&mut self, out: &mut Outbox<Message>) {
        if let Self::Client { asked, .. } = self {
            *asked += 1;
        }
        out.send(SERVER, Message::ToServer(ToServer::Request));
    }

    fn give_back(&mut self, out: &mut Outbox<Message>) {
        if let Self::Client { holds, .. } = self {
            *holds = false;
        }
        out.send(SERVER, Message::ToServer(ToServer::Release));
    }

    fn give_back_twice(&mut self, out: &mut Outbox<Message>) {
        self.give_back(out);
        self.give_back(out);
    }

    /// The words for a grant that the server gave out of order.
    fn out_of_order(&self) -> Option<String> {
        match self {
            Self::Server { order, .. } => order.wrong.clone(),
            Self::Client { .. } => None,
        }
    }

    /// The words for a grant too many.
    fn too_many(&self) -> Option<String> {
        match *self {
            Self::Client { asked, granted, .. } if granted > asked => {
                Some(format!("a client asked {asked} times and got {granted} grants"))
            }
            _ => None,
        }
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
            (Self::Client { holds, asked, granted }, Message::Grant(_)) => {
                *granted += 1;
                // A client that does not wait ignores a grant.
                *holds |= granted <= asked;
            }
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

fn note(order: &mut Order, grants: Outbox<Grant>, out: &mut Outbox<Message>) {
    let mut all = Outbox::new();
    all.take_over(grants, Message::Grant);
    all.receivers().for_each(|client| order.granted(client));
    out.take_over(all, |message| message);
}

/// A server and a client for each of these numbers of entries.
fn network(entries: &[usize]) -> Network<Node> {
    let mut network = Network::new();
    network.add("server", Node::Server { server: LockServer::new(), order: Order::default() });
    for client in 1..=entries.len() {
        network.add(&format!("client {client}"), CLIENT);
    }
    network.star(SERVER);
    for (client, &entries) in entries.iter().enumerate() {
        enters(&mut network, client + 1, entries);
    }
    network
}

/// Client `client` enters so often, one entry after another.
fn enters(network: &mut Network<Node>, client: Id, entries: usize) {
    let user = network.user(client);
    for _ in 0..entries {
        user.does("asks", Node::ask)
            .when("holds the lock", Node::holds)
            .does("gives it back", Node::give_back);
    }
}

/// As `enters`, and each release is sent twice.
fn releases_twice(network: &mut Network<Node>, client: Id, entries: usize) {
    let user = network.user(client);
    for _ in 0..entries {
        user.does("asks", Node::ask).when("holds the lock", Node::holds);
        user.does("gives it back twice", Node::give_back_twice);
    }
}

/// A check that samples if there are too many orders.
fn sampled(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).budget(Budget { systematic: 1_200, random: 400, ..Budget::STANDARD }).run(body);
}

fn exclusive(network: &mut Network<Node>) {
    network.at_most_one("hold the lock", Node::holds);
}

/// Demands the order of arrival at the server.
fn in_order(network: &mut Network<Node>) {
    network.never(Node::out_of_order, |seen| seen.iter().flatten().flatten().next().cloned());
    network.may_wait();
}

#[test]
fn rule_1_two_clients_enter_twice() {
    check("two clients want the lock, twice each", || {
        let mut network = network(&[2, 2]);
        exclusive(&mut network);
        network.may_wait();
        network.run();
    });
}

#[test]
fn rule_1_four_clients() {
    sampled("four clients want the lock, once each", || {
        let mut network = network(&[1, 1, 1, 1]);
        exclusive(&mut network);
        network.may_wait();
        network.run();
    });
}

#[test]
fn rule_2_two_clients_enter_twice() {
    check("two clients want the lock, twice each, and give it back", || {
        network(&[2, 2]).run();
    });
}

#[test]
fn rule_2_three_clients_and_a_second_entry() {
    sampled("three clients want the lock; one of them twice", || {
        network(&[2, 1, 1]).run();
    });
}

#[test]
fn rule_3_three_clients_and_a_second_entry() {
    sampled("three clients want the lock, one of them twice; grants in the order of arrival", || {
        let mut network = network(&[2, 1, 1]);
        in_order(&mut network);
        network.run();
    });
}

#[test]
fn rule_3_four_clients() {
    sampled("four clients want the lock; grants in the order of arrival", || {
        let mut network = network(&[1, 1, 1, 1]);
        in_order(&mut network);
        network.run();
    });
}

/// What a server without a network hears of its clients.
enum Heard {
    Request(Id),
    Release(Id),
    Leave(Id),
}
use Heard::{Leave, Release, Request};

/// The clients to whom the server grants the lock when it hears this.
fn grants(server: &mut LockServer, heard: Heard) -> Vec<Id> {
    let mut out = Outbox::new();
    match heard {
        Request(client) => server.on_message(client, ToServer::Request, &mut out),
        Release(client) => server.on_message(client, ToServer::Release, &mut out),
        Leave(client) => server.on_leave(client, &mut out),
    }
    out.take().into_iter().map(|(client, _)| client).collect()
}

#[test]
fn rule_3_one_of_four_leaves() {
    alone("client 1 holds the lock, clients 2, 3 and 4 wait, and one of the four leaves", || {
        for leaver in 1..=4 {
            let mut server = LockServer::new();
            let mut granted: Vec<Id> =
                (1..=4).flat_map(|client| grants(&mut server, Request(client))).collect();
            granted.extend(grants(&mut server, Leave(leaver)));
            // Whoever gets the lock gives it back, at most once for each request.
            for turn in 0..4 {
                if let Some(&client) = granted.get(turn).filter(|&&client| client != leaver) {
                    granted.extend(grants(&mut server, Release(client)));
                }
            }
            let mut order = Order::default();
            (1..=4).for_each(|client| order.arrived(client));
            granted.iter().for_each(|&client| order.granted(client));
            let in_order = order.wrong.is_none();
            assert!(in_order, "1, 2, 3 and 4 asked, {leaver} left, and grants went to {granted:?}");
        }
    });
}

/// Rule 4: no client holds the lock beside another, gets more grants than it asked for, or waits for ever.
fn undisturbed(mut network: Network<Node>) {
    exclusive(&mut network);
    network.never(Node::too_many, |seen| seen.iter().flatten().flatten().next().cloned());
    network.run();
}

#[test]
fn rule_4_the_holder_leaves() {
    check("client 1 leaves at any moment, clients 2 and 3 want the lock", || {
        let mut network = network(&[1, 1, 1]);
        network.crashes(1);
        undisturbed(network);
    });
}

#[test]
fn rule_4_a_client_leaves_between_two_entries_of_another() {
    check("client 1 leaves at any moment, client 2 wants the lock twice", || {
        let mut network = network(&[1, 2]);
        network.crashes(1);
        undisturbed(network);
    });
}

#[test]
fn rule_4_two_clients_leave() {
    sampled("clients 1 and 2 leave at any moment, client 3 wants the lock twice", || {
        let mut network = network(&[1, 1, 2]);
        network.crashes(1);
        network.crashes(2);
        undisturbed(network);
    });
}

#[test]
fn rule_4_two_clients_release_twice() {
    sampled("clients 1 and 2 give the lock back twice, client 3 wants it", || {
        let mut network = network(&[0, 0, 1]);
        releases_twice(&mut network, 1, 1);
        releases_twice(&mut network, 2, 1);
        undisturbed(network);
    });
}

#[test]
fn rule_4_a_second_release_while_nobody_holds_the_lock() {
    check("client 1 gives the lock back twice; then client 2 enters twice", || {
        let mut network = network(&[0, 2]);
        releases_twice(&mut network, 1, 1);
        undisturbed(network);
    });
}

#[test]
fn rule_4_a_client_releases_twice_and_leaves() {
    sampled("client 1 gives the lock back twice and leaves, clients 2 and 3 want it", || {
        let mut network = network(&[0, 1, 1]);
        releases_twice(&mut network, 1, 1);
        network.crashes(1);
        undisturbed(network);
    });
}

#[test]
fn rule_4_a_second_release_after_two_more_holders() {
    alone(
        "clients 1 and 2 enter, client 3 gets the lock, client 2 waits; client 1 repeats its release",
        || {
            let mut server = LockServer::new();
            let before: Vec<Id> = [Request(1), Release(1), Request(2), Release(2), Request(3), Request(2)]
                .into_iter()
                .flat_map(|heard| grants(&mut server, heard))
                .collect();
            assert!(before == [1, 2, 3], "before, the grants went to {before:?} instead of [1, 2, 3]");
            let granted = grants(&mut server, Release(1));
            assert!(
                granted.is_empty(),
                "client 3 holds the lock, but the second release grants it to {granted:?}"
            );
        },
    );
}

#[test]
fn rule_5_three_clients_and_five_entries() {
    sampled("three clients enter five times in all", || {
        let mut network = network(&[2, 2, 1]);
        network.may_wait();
        let settled = network.run();
        assert!(settled.messages <= 15, "five entries cost {} messages instead of 15", settled.messages);
    });
}
