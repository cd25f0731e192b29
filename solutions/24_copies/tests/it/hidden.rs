//! More cases of the rules: a second put, a put that comes twice, each holder, each key, one crash or a replacement.

use copies::{Key, Message, Store, Value, holders};
use interleaving::process::{Id, Network, Outbox, Process};
use interleaving::{Budget, Check};

/// The peers; the client comes after them.
const PEERS: usize = 3;
const CLIENT: Id = PEERS;

/// A process of the network: a peer, or the client, which repeats a request if its peer crashes.
enum Node {
    Peer(Store),
    Client(Client),
}

/// A client with one request at a time.
#[derive(Default)]
struct Client {
    down: [bool; PEERS],
    number: u64,
    /// The request that is not answered yet, and the peer to which it went.
    request: Option<(Message, Key, Id)>,
    /// The value of the last put that was confirmed, and that of the put under way.
    confirmed: Option<Value>,
    put: Option<Value>,
    /// What is wrong with the last answer.
    wrong: Option<String>,
}

impl Client {
    fn put(&mut self, key: Key, value: Value, out: &mut Outbox<Message>) {
        self.number += 1;
        self.put = Some(value);
        self.ask(Message::Put { key, value, number: self.number }, key, out);
    }

    fn get(&mut self, key: Key, out: &mut Outbox<Message>) {
        self.number += 1;
        self.ask(Message::Get { key, number: self.number }, key, out);
    }

    /// Sends the request to the first holder of the key that is not known to be down.
    fn ask(&mut self, request: Message, key: Key, out: &mut Outbox<Message>) {
        let up = holders(key, PEERS).into_iter().find(|&peer| !self.down[peer]);
        let peer = up.expect("one peer is down at a time");
        self.request = Some((request.clone(), key, peer));
        out.send(peer, request);
    }

    fn on_message(&mut self, message: Message) {
        // A second answer to the same request tells nothing new.
        let waits = self.request.is_some();
        match message {
            Message::Stored { number } if number == self.number && waits => {
                self.confirmed = self.put.take();
                self.request = None;
            }
            Message::Answer { number, value } if number == self.number && waits => {
                self.request = None;
                if value != self.confirmed {
                    let confirmed = self.confirmed;
                    self.wrong =
                        Some(format!("{confirmed:?} is the confirmed value, and a get answers {value:?}"));
                }
            }
            _ => {}
        }
    }

    fn on_down(&mut self, peer: Id, out: &mut Outbox<Message>) {
        self.down[peer] = true;
        if let Some((request, key, _)) = self.request.take_if(|(_, _, asked)| *asked == peer) {
            self.ask(request, key, out);
        }
    }
}

impl Process for Node {
    type Message = Message;

    fn on_message(&mut self, from: Id, message: Message, out: &mut Outbox<Message>) {
        match self {
            Self::Peer(store) => store.on_message(from, message, out),
            Self::Client(client) => client.on_message(message),
        }
    }

    fn on_down(&mut self, peer: Id, out: &mut Outbox<Message>) {
        match self {
            Self::Peer(store) => store.on_down(peer, out),
            Self::Client(client) => client.on_down(peer, out),
        }
    }

    fn on_up(&mut self, peer: Id, out: &mut Outbox<Message>) {
        match self {
            Self::Peer(store) => store.on_up(peer, out),
            Self::Client(client) => client.down[peer] = false,
        }
    }
}

/// What the client does, one after another, each when the one before it is answered.
enum Step {
    Put(Value),
    Get,
}

/// Three peers, and a client that takes these steps with `key`.
fn network(key: Key, steps: &[Step]) -> Network<Node> {
    let mut network = Network::new();
    for (me, name) in ["a", "b", "c"].into_iter().enumerate() {
        network.add(name, Node::Peer(Store::new(me, PEERS)));
    }
    network.add("client", Node::Client(Client::default()));
    let user = network.user(CLIENT);
    for step in steps {
        match *step {
            Step::Put(value) => {
                user.does(&format!("puts {value}"), move |node, out| client(node).put(key, value, out));
                user.when("is told that it is stored", is_answered);
            }
            Step::Get => {
                user.does("gets it", move |node, out| client(node).get(key, out));
                user.when("gets an answer", is_answered);
            }
        }
    }
    network
}

fn client(node: &mut Node) -> &mut Client {
    match node {
        Node::Client(client) => client,
        Node::Peer(_) => unreachable!("the user is that of the client"),
    }
}

fn is_answered(node: &Node) -> bool {
    matches!(node, Node::Client(client) if client.request.is_none())
}

/// Demands that every answer is the value of the last confirmed put.
fn answers_are_right(network: &mut Network<Node>) {
    let wrong = |node: &Node| match node {
        Node::Client(client) => client.wrong.clone(),
        Node::Peer(_) => None,
    };
    network.never(wrong, |seen| seen.iter().flatten().flatten().next().cloned());
}

fn explored(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).budget(Budget { systematic: 3_000, random: 200, ..Budget::STANDARD }).run(body);
}

/// A peer in place of a crashed one.
fn replaced(network: &mut Network<Node>, peer: Id) {
    network.crashes_and_is_replaced(peer, move || Node::Peer(Store::replacement(peer, PEERS)));
}

/// A check of more orders than it can explore.
fn sampled(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).budget(Budget { systematic: 400, random: 400, ..Budget::STANDARD }).run(body);
}

/// Rules 2 and 3: every answer is the value of the last confirmed put.
fn answers(mut network: Network<Node>) {
    answers_are_right(&mut network);
    network.may_wait();
    network.run();
}

/// Rule 4: the peers that hold `key` hold the value that was confirmed last, or that of a put under way.
fn holds_the_newest(network: Network<Node>, key: Key) {
    let settled = network.run();
    let Some(Some(Node::Client(client))) = settled.processes.last() else {
        unreachable!("the client never crashes")
    };
    for holder in holders(key, PEERS) {
        let Some(Node::Peer(store)) = &settled.processes[holder] else { continue };
        let (held, confirmed) = (store.value(key), client.confirmed);
        let newest = held == confirmed || held == client.put && held.is_some();
        assert!(
            confirmed.is_none() || newest,
            "{confirmed:?} is the confirmed value, and peer {holder} holds {held:?}"
        );
    }
}

#[test]
fn rule_1_each_key() {
    explored("each key is put twice and got, nobody crashes", || {
        for key in 0..PEERS {
            answers(network(key, &[Step::Put(8), Step::Put(7), Step::Get]));
        }
    });
}

#[test]
fn rule_2_the_second_holder_crashes() {
    explored("a value is put and got while its second holder crashes", || {
        let mut network = network(0, &[Step::Put(8), Step::Get]);
        network.crashes(1);
        answers(network);
    });
}

#[test]
fn rule_2_a_key_that_wraps_around() {
    explored("a value of c and a is put and got while c crashes", || {
        let mut network = network(2, &[Step::Put(8), Step::Get]);
        network.crashes(2);
        answers(network);
    });
}

#[test]
fn rule_2_two_puts() {
    explored("8 and then 7 are put, and got, while the first holder crashes", || {
        let mut network = network(1, &[Step::Put(8), Step::Put(7), Step::Get]);
        network.crashes(1);
        answers(network);
    });
}

#[test]
fn rule_3_two_puts_and_a_replacement() {
    sampled("8 and then 7 are put, and got, while the first holder is replaced", || {
        let mut network = network(0, &[Step::Put(8), Step::Put(7), Step::Get]);
        replaced(&mut network, 0);
        answers(network);
    });
}

#[test]
fn rule_3_the_second_holder_is_replaced() {
    sampled("8 and then 7 are put, and got, while the second holder is replaced", || {
        let mut network = network(0, &[Step::Put(8), Step::Put(7), Step::Get]);
        replaced(&mut network, 1);
        answers(network);
    });
}

#[test]
fn rule_3_a_put_comes_twice() {
    explored("8 and then 7 are put, and got; one request may arrive twice", || {
        let mut network = network(0, &[Step::Put(8), Step::Put(7), Step::Get]);
        network.may_duplicate(CLIENT, 0);
        answers(network);
    });
}

#[test]
fn rule_3_a_put_comes_twice_and_a_crash() {
    sampled(
        "8 and then 7 are put, and got; one request may arrive twice, and the first holder crashes",
        || {
            let mut network = network(0, &[Step::Put(8), Step::Put(7), Step::Get]);
            network.may_duplicate(CLIENT, 1);
            network.crashes(0);
            answers(network);
        },
    );
}

#[test]
fn rule_3_a_put_comes_twice_at_a_peer_that_crashes() {
    explored("8 and then 7 are put, and got; the first holder may get a request twice, and crashes", || {
        let mut network = network(0, &[Step::Put(8), Step::Put(7), Step::Get]);
        network.may_duplicate(CLIENT, 0);
        network.crashes(0);
        answers(network);
    });
}

#[test]
fn rule_3_a_replacement_that_was_never_asked_before() {
    explored("a key without a value is got while its first holder is replaced", || {
        let mut network = network(0, &[Step::Get]);
        replaced(&mut network, 0);
        answers(network);
    });
}

#[test]
fn rule_4_the_second_holder_is_replaced() {
    explored("8 is put while its second holder is replaced", || {
        let mut network = network(0, &[Step::Put(8)]);
        replaced(&mut network, 1);
        network.may_wait();
        holds_the_newest(network, 0);
    });
}

#[test]
fn rule_4_two_puts() {
    sampled("8 and then 7 are put while the first holder is replaced", || {
        let mut network = network(0, &[Step::Put(8), Step::Put(7)]);
        replaced(&mut network, 0);
        network.may_wait();
        holds_the_newest(network, 0);
    });
}

#[test]
fn rule_4_a_key_that_wraps_around() {
    explored("a value of c and a is put while a is replaced", || {
        let mut network = network(2, &[Step::Put(8)]);
        replaced(&mut network, 0);
        network.may_wait();
        holds_the_newest(network, 2);
    });
}

#[test]
fn rule_5_the_first_holder_crashes() {
    explored("8 and then 7 are put, and got, while the first holder crashes", || {
        let mut network = network(0, &[Step::Put(8), Step::Put(7), Step::Get]);
        network.crashes(0);
        network.run();
    });
}

#[test]
fn rule_5_the_first_holder_is_replaced() {
    sampled("8 is put and got while the first holder is replaced", || {
        let mut network = network(0, &[Step::Put(8), Step::Get]);
        replaced(&mut network, 0);
        network.run();
    });
}

#[test]
fn rule_5_the_second_holder_is_replaced() {
    sampled("8 and then 7 are put while the second holder is replaced", || {
        let mut network = network(0, &[Step::Put(8), Step::Put(7)]);
        replaced(&mut network, 1);
        network.run();
    });
}
