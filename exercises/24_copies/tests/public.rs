//! One or two scenarios for each rule of the store. The hidden tests check the same rules in more cases.

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

#[test]
fn rule_1_put_and_get() {
    explored("a value is put and got, nobody crashes", || {
        let mut network = network(0, &[Step::Get, Step::Put(8), Step::Get]);
        answers_are_right(&mut network);
        network.run();
    });
}

#[test]
fn rule_2_the_first_holder_crashes() {
    explored("a value is put and got while its first holder crashes", || {
        let mut network = network(0, &[Step::Put(8), Step::Get]);
        network.crashes(0);
        answers_are_right(&mut network);
        network.may_wait();
        network.run();
    });
}

#[test]
fn rule_3_a_replacement_is_asked() {
    explored("a value is put and got while its first holder is replaced", || {
        let mut network = network(0, &[Step::Put(8), Step::Get]);
        network.crashes_and_is_replaced(0, || Node::Peer(Store::replacement(0, PEERS)));
        answers_are_right(&mut network);
        network.may_wait();
        network.run();
    });
}

#[test]
fn rule_4_the_first_holder_is_replaced() {
    explored("a value is put while its first holder is replaced", || {
        let mut network = network(0, &[Step::Put(8)]);
        network.crashes_and_is_replaced(0, || Node::Peer(Store::replacement(0, PEERS)));
        network.may_wait();
        let settled = network.run();
        let Some(Some(Node::Peer(store))) = settled.processes.first() else {
            unreachable!("the peer was replaced")
        };
        let Some(Some(Node::Client(client))) = settled.processes.last() else {
            unreachable!("the client never crashes")
        };
        let held = store.value(0);
        let lost = client.confirmed.is_some() && held != client.confirmed;
        assert!(!lost, "8 was confirmed, and the replacement holds {held:?}");
    });
}

#[test]
fn rule_5_the_second_holder_crashes() {
    explored("a value is put and got while its second holder crashes", || {
        let mut network = network(0, &[Step::Put(8), Step::Get]);
        network.crashes(1);
        network.run();
    });
}
