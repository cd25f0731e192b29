//! More cases of the rules: three peers in all orders, second entries, a fourth peer.

use interleaving::process::{Id, Network, Outbox, Process};
use interleaving::{Budget, Check};
use peers::{Message, Peer};

/// A peer as a process of a network, with the number of messages that it has received.
struct Node {
    peer: Peer,
    received: usize,
}

impl Node {
    fn ask(&mut self, out: &mut Outbox<Message>) {
        self.peer.want(out);
    }

    fn inside(&self) -> bool {
        self.peer.inside()
    }

    fn leave(&mut self, out: &mut Outbox<Message>) {
        self.peer.leave(out);
    }
}

impl Process for Node {
    type Message = Message;

    fn on_message(&mut self, from: Id, message: Message, out: &mut Outbox<Message>) {
        self.received += 1;
        self.peer.on_message(from, message, out);
    }
}

/// One peer for each of these numbers of entries; each enters so often, one entry after another.
fn network(entries: &[usize]) -> Network<Node> {
    let mut network = Network::new();
    for me in 0..entries.len() {
        network.add(&format!("peer {me}"), Node { peer: Peer::new(me, entries.len()), received: 0 });
    }
    for (me, &entries) in entries.iter().enumerate() {
        enters(&mut network, me, 0, entries);
    }
    network
}

/// Peer `me` enters so often, once it has received so many messages.
fn enters(network: &mut Network<Node>, me: Id, after: usize, entries: usize) {
    let user = network.user(me);
    if after > 0 {
        user.when("has heard of the others", move |node| node.received >= after);
    }
    for _ in 0..entries {
        user.does("asks", Node::ask).when("is inside", Node::inside).does("leaves", Node::leave);
    }
}

fn exclusive(mut network: Network<Node>) {
    network.at_most_one("are inside", Node::inside);
    network.may_wait();
    network.run();
}

fn in_order(mut network: Network<Node>) {
    network.in_order("asks", "is inside");
    network.may_wait();
    network.run();
}

/// A check of more orders than it can explore.
fn sampled(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).budget(Budget { systematic: 300, random: 300, ..Budget::STANDARD }).run(body);
}

/// A check that explores all its orders, a few thousand.
fn exhausted(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).budget(Budget { systematic: 8_000, random: 300, ..Budget::STANDARD }).run(body);
}

#[test]
fn rule_1_three_peers_in_all_orders() {
    exhausted("three peers enter, once each, in all orders", || exclusive(network(&[1, 1, 1])));
}

#[test]
fn rule_1_two_peers_enter_twice() {
    exhausted("two peers enter, twice each", || exclusive(network(&[2, 2])));
}

#[test]
fn rule_1_three_peers_and_a_second_entry() {
    sampled("three peers enter, two of them twice", || exclusive(network(&[1, 2, 2])));
}

#[test]
fn rule_2_three_peers() {
    sampled("three peers enter, once each, and leave", || {
        network(&[1, 1, 1]).run();
    });
}

#[test]
fn rule_2_two_peers_enter_twice() {
    exhausted("two peers enter, twice each, and leave", || {
        network(&[2, 2]).run();
    });
}

#[test]
fn rule_3_a_second_request_after_a_reply() {
    exhausted("peer 2 asks; peer 0 hears of it and enters twice; then peer 1 asks", || {
        let mut network = network(&[0, 0, 1]);
        enters(&mut network, 0, 1, 2);
        enters(&mut network, 1, 2, 1);
        in_order(network);
    });
}

#[test]
fn rule_3_a_request_that_knows_of_another() {
    exhausted("peer 1 asks; peer 0 asks once it has heard of that", || {
        let mut network = network(&[0, 1, 0]);
        enters(&mut network, 0, 1, 1);
        in_order(network);
    });
}

#[test]
fn rule_3_three_peers_and_a_second_entry() {
    sampled("three peers enter, one of them twice, in order", || in_order(network(&[1, 2, 1])));
}

#[test]
fn rule_4_three_peers() {
    sampled("three peers enter four times in all", || {
        let mut network = network(&[2, 1, 1]);
        network.may_wait();
        let settled = network.run();
        assert!(
            settled.messages <= 16,
            "four entries of three peers cost {} messages instead of 16",
            settled.messages
        );
    });
}

#[test]
fn rule_4_four_peers() {
    sampled("one of four peers enters twice", || {
        let mut network = network(&[2, 0, 0, 0]);
        network.may_wait();
        let settled = network.run();
        assert!(
            settled.messages <= 12,
            "two entries of four peers cost {} messages instead of 12",
            settled.messages
        );
    });
}
