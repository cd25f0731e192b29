//! One or two scenarios for each rule of the peers. The hidden tests check the same rules in more cases.

use interleaving::process::{Id, Network, Outbox, Process};
use interleaving::{Budget, Check, alone, check};
use peers::{Message, Peer};

/// A peer as a process of a network.
struct Node {
    peer: Peer,
    /// The number of messages that the peer has received.
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
        let user = network.user(me);
        for _ in 0..entries {
            user.does("asks", Node::ask).when("is inside", Node::inside).does("leaves", Node::leave);
        }
    }
    network
}

/// A check of more orders than it can explore.
fn sampled(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).budget(Budget { systematic: 300, random: 300, ..Budget::STANDARD }).run(body);
}

#[test]
fn rule_1_two_peers() {
    check("two peers enter, once each", || {
        let mut network = network(&[1, 1]);
        network.at_most_one("are inside", Node::inside);
        network.may_wait();
        network.run();
    });
}

#[test]
fn rule_1_three_peers() {
    sampled("three peers enter, once each", || {
        let mut network = network(&[1, 1, 1]);
        network.at_most_one("are inside", Node::inside);
        network.may_wait();
        network.run();
    });
}

#[test]
fn rule_2_one_peer_alone() {
    alone("one peer alone enters at once, twice", || {
        network(&[2]).run();
    });
}

#[test]
fn rule_2_two_peers() {
    check("two peers enter, once each, and leave", || {
        network(&[1, 1]).run();
    });
}

#[test]
fn rule_3_two_peers() {
    check("two peers enter, twice and once; requests are granted in order", || {
        let mut network = network(&[2, 1]);
        network.in_order("asks", "is inside");
        network.may_wait();
        network.run();
    });
}

#[test]
fn rule_3_three_peers() {
    sampled("three peers enter, one of them twice; requests are granted in order", || {
        let mut network = network(&[2, 1, 1]);
        network.in_order("asks", "is inside");
        network.may_wait();
        network.run();
    });
}

#[test]
fn rule_3_requests_that_arrive_inside() {
    let few = Budget { systematic: 20, random: 20, ..Budget::STANDARD };
    Check::new("four peers ask while peer 0 is inside; it leaves and asks again").budget(few).run(|| {
        let mut network = network(&[0; 5]);
        for me in 1..5 {
            // Each asks when it has the requests of all peers before it.
            let user = network.user(me);
            user.when("has heard of the others", move |node| node.received >= me);
            user.does("asks", Node::ask).when("is inside", Node::inside).does("leaves", Node::leave);
        }
        let user = network.user(0);
        user.does("asks", Node::ask).when("is inside", Node::inside);
        // Four replies and four requests.
        user.when("has heard of the others", |node| node.received >= 8).does("leaves", Node::leave);
        user.does("asks", Node::ask).when("is inside", Node::inside);
        network.in_order("asks", "is inside");
        network.may_wait();
        network.run();
    });
}

#[test]
fn rule_4_two_peers() {
    check("two peers enter once each", || {
        let mut network = network(&[1, 1]);
        network.may_wait();
        let settled = network.run();
        assert!(
            settled.messages <= 4,
            "two entries of two peers cost {} messages instead of 4",
            settled.messages
        );
    });
}
