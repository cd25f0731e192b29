//! More cases of the rules: three peers in all orders, second entries, a fourth peer.

use interleaving::process::{Id, Network, Outbox, Process};
use interleaving::{Budget, Check, alone};
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

/// Peers whose messages the test delivers one by one.
struct Town {
    peers: Vec<Peer>,
    /// The peers that know of the request in question: its sender, and whoever got a message of one that knew.
    know: [bool; PEERS],
    /// The messages under way, each with its sender, its receiver, and whether the sender knew.
    post: Vec<(Id, Id, Message, bool)>,
}

/// A clock that misses some messages is still ahead by the steps of its own peer. It takes this many peers, who ask
/// one after another, to get ahead of it.
const PEERS: usize = 7;
/// The peer that asks last.
const LAST: Id = PEERS - 1;
/// More messages than any algorithm needs here.
const MOST: usize = 1_000;

impl Town {
    fn new() -> Self {
        let peers = (0..PEERS).map(|me| Peer::new(me, PEERS)).collect();
        Self { peers, know: [false; PEERS], post: Vec::new() }
    }

    fn act(&mut self, me: Id, act: impl FnOnce(&mut Peer, &mut Outbox<Message>)) {
        let mut out = Outbox::new();
        act(&mut self.peers[me], &mut out);
        self.post.extend(out.take().into_iter().map(|(to, message)| (me, to, message, self.know[me])));
    }

    fn asks(&mut self, me: Id) {
        self.know[me] |= me == LAST;
        self.act(me, Peer::want);
    }

    /// Returns whether the peer was inside, and leaves.
    fn leaves(&mut self, me: Id) -> bool {
        let inside = self.peers[me].inside();
        if inside {
            self.act(me, Peer::leave);
        }
        inside
    }

    /// Delivers the next message from one peer to the other, if there is one.
    fn deliver(&mut self, from: Id, to: Id) {
        if let Some(next) = self.post.iter().position(|sent| (sent.0, sent.1) == (from, to)) {
            let (_, _, message, knew) = self.post.remove(next);
            self.know[to] |= knew;
            self.act(to, |peer, out| peer.on_message(from, message, out));
        }
    }

    /// Delivers the next message of each peer to `to`.
    fn deliver_to(&mut self, to: Id) {
        (0..PEERS).for_each(|from| self.deliver(from, to));
    }

    /// The peers from 2 on ask, one after another. Each has heard of the peers in `first`, then of those that have
    /// asked since.
    fn others_ask(&mut self, first: [Id; 2]) {
        for me in 2..PEERS {
            first.into_iter().chain((2..me).rev()).for_each(|from| self.deliver(from, me));
            self.asks(me);
        }
    }

    /// Rule 3: peer `again` leaves, asks again and is inside after `LAST`, if it knew of the request of `LAST`.
    fn enters_again(mut self, again: Id, through: Id) {
        // The peer is not inside if of two requests at the same time the other one goes first.
        let counts = self.leaves(again) && self.know[again];
        self.asks(again);
        for _ in 0..MOST {
            if !counts || self.leaves(LAST) {
                return;
            }
            assert!(
                !self.leaves(again),
                "peer {LAST} asked, peer {again} heard of that by a reply of peer {through} and asked again; \
                 but peer {again} is inside first"
            );
            (0..PEERS).for_each(|me| _ = self.leaves(me));
            let Some(&(from, to, ..)) = self.post.first() else { return };
            self.deliver(from, to);
        }
    }
}

/// Two roles, played both ways, so that it does not matter which of two requests at the same time goes first.
fn both_ways(name: &str, scenario: fn(Id, Id)) {
    alone(name, move || {
        scenario(0, 1);
        scenario(1, 0);
    });
}

#[test]
fn rule_3_a_reply_that_was_kept_back() {
    both_ways("six peers ask while one is inside; it leaves, the first of the six enters twice", kept_back);
}

fn kept_back(inside: Id, again: Id) {
    let mut town = Town::new();
    town.asks(inside);
    (0..PEERS).for_each(|peer| town.deliver(inside, peer));
    town.deliver_to(inside);
    town.asks(again);
    town.others_ask([inside, again]);
    town.deliver_to(inside);
    town.leaves(inside);
    // The replies; the requests of the others come later.
    town.deliver_to(again);
    town.enters_again(again, inside);
}

#[test]
fn rule_3_a_reply_of_a_peer_that_waits() {
    both_ways("two peers ask; five others hear of it and ask; one of the two enters twice", waits);
}

fn waits(again: Id, waits: Id) {
    let mut town = Town::new();
    town.asks(again);
    town.asks(waits);
    town.others_ask([again, waits]);
    // The peer that waits gets the five replies and the five requests, and then the request of the other.
    (2..PEERS).for_each(|peer| town.deliver(peer, waits));
    (2..PEERS).for_each(|peer| town.deliver(peer, waits));
    town.deliver(again, waits);
    // Its request and all replies; the requests of the five come later.
    town.deliver_to(again);
    town.deliver(waits, again);
    town.enters_again(again, waits);
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

/// Rule 4: each of two peers alone sends a request and gets a reply, whoever it is.
fn two_messages(entries: &'static [usize]) {
    let mut network = network(entries);
    network.may_wait();
    let settled = network.run();
    assert!(
        settled.messages <= 2,
        "an entry of one of two peers costs {} messages instead of 2",
        settled.messages
    );
}

#[test]
fn rule_4_peer_0_of_two() {
    sampled("peer 0 enters, peer 1 does not", || two_messages(&[1, 0]));
}

#[test]
fn rule_4_peer_1_of_two() {
    sampled("peer 1 enters, peer 0 does not", || two_messages(&[0, 1]));
}
