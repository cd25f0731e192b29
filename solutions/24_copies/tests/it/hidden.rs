//! More cases of the rules: other keys and holders, two clients, later crashes, requests that arrive twice.

use std::collections::HashMap;

use copies::{Key, Message, Store, Value, holders};
use interleaving::process::{Id, Network, Outbox, Process, Settled};
use interleaving::{Budget, Check};

/// The peers; the clients come after them.
const PEERS: usize = 3;
const CLIENT: Id = PEERS;
const NAMES: [&str; PEERS] = ["a", "b", "c"];

/// A process of the network: a peer, or a client, which repeats a request if its peer crashes.
enum Node {
    Peer(Store),
    Client(Client),
}

/// A client with one request at a time, and with keys of its own.
#[derive(Default)]
struct Client {
    down: [bool; PEERS],
    /// The number of the last request.
    number: u64,
    /// The request that is not answered yet, its key, and the peer to which it went.
    request: Option<(Message, Key, Id)>,
    /// The value of the last confirmed put of each key.
    confirmed: HashMap<Key, Value>,
    /// What is wrong with an answer.
    wrong: Option<String>,
}

impl Client {
    fn put(&mut self, key: Key, value: Value, out: &mut Outbox<Message>) {
        self.number += 1;
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
        let number = self.number;
        match (message, &self.request) {
            (Message::Stored { number: of }, Some((Message::Put { key, value, .. }, ..))) if of == number => {
                self.confirmed.insert(*key, *value);
                self.request = None;
            }
            (Message::Answer { number: of, value }, Some((Message::Get { key, .. }, ..))) if of == number => {
                let confirmed = self.confirmed.get(key).copied();
                if value != confirmed {
                    self.wrong = Some(format!("{}, and a get answers {value:?}", was_confirmed(confirmed)));
                }
                self.request = None;
            }
            // A second answer to the same request tells nothing new.
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

fn was_confirmed(value: Option<Value>) -> String {
    value.map_or("nothing was put".to_owned(), |value| format!("{value} was confirmed"))
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

/// What a client does, one after another, each when the one before it is answered.
#[derive(Clone, Copy)]
enum Step {
    Put(Key, Value),
    Get(Key),
}

/// Three peers, and a client that takes these steps.
fn network(steps: &[Step]) -> Network<Node> {
    let mut network = Network::new();
    for (me, name) in NAMES.into_iter().enumerate() {
        network.add(name, Node::Peer(Store::new(me, PEERS)));
    }
    network.add("client", Node::Client(Client::default()));
    takes(&mut network, CLIENT, steps);
    network
}

/// The network goes on with further steps of the client when all that was sent has arrived.
fn then(settled: Settled<Node>, steps: &[Step]) -> Network<Node> {
    let mut network = Network::new();
    for (name, node) in NAMES.into_iter().chain(["client"]).zip(settled.processes) {
        network.add(name, node.expect("nobody is down"));
    }
    takes(&mut network, CLIENT, steps);
    network
}

/// Has the client take these steps.
fn takes(network: &mut Network<Node>, at: Id, steps: &[Step]) {
    let user = network.user(at);
    for step in steps {
        match *step {
            Step::Put(key, value) => {
                user.does(&format!("puts {value}"), move |node, out| client(node).put(key, value, out));
                user.when("is told that it is stored", is_answered);
            }
            Step::Get(key) => {
                user.does("gets it", move |node, out| client(node).get(key, out));
                user.when("gets an answer", is_answered);
            }
        }
    }
}

fn client(node: &mut Node) -> &mut Client {
    match node {
        Node::Client(client) => client,
        Node::Peer(_) => unreachable!("the user is that of a client"),
    }
}

fn is_answered(node: &Node) -> bool {
    matches!(node, Node::Client(client) if client.request.is_none())
}

/// A new peer takes the place of `peer`, which crashes.
fn replaced(network: &mut Network<Node>, peer: Id) {
    network.crashes_and_is_replaced(peer, move || Node::Peer(Store::replacement(peer, PEERS)));
}

/// Demands that every answer is the value of the last confirmed put. Whether there is one, other rules say.
fn answers_are_right(mut network: Network<Node>) -> Settled<Node> {
    let wrong = |node: &Node| match node {
        Node::Client(client) => client.wrong.clone(),
        Node::Peer(_) => None,
    };
    network.never(wrong, |seen| seen.iter().flatten().flatten().next().cloned());
    network.may_wait();
    network.run()
}

/// Demands that those holders of the key that are up hold its last confirmed value, if nothing is under way.
fn holders_have_it(mut network: Network<Node>, key: Key) {
    network.may_wait();
    let mut settled = network.run();
    let waits = settled.processes[CLIENT].as_mut().map(client).expect("the client never crashes");
    // A put that was never answered may have reached one holder or both.
    if waits.request.is_some() {
        return;
    }
    let confirmed = waits.confirmed.get(&key).copied();
    for holder in holders(key, PEERS) {
        let Some(Node::Peer(store)) = &settled.processes[holder] else { continue };
        let (held, name) = (store.value(key), NAMES[holder]);
        assert!(held == confirmed, "{}, and in the end {name} holds {held:?}", was_confirmed(confirmed));
    }
}

/// Demands that no answer was wrong, when every request has been answered.
fn no_wrong_answer(settled: Settled<Node>) {
    for node in settled.processes.into_iter().flatten() {
        if let Node::Client(Client { wrong: Some(wrong), .. }) = node {
            panic!("{wrong}");
        }
    }
}

/// A check that tries all orders of delivery of the reference.
fn explored(name: &str, body: impl Fn() + Send + Sync + 'static) {
    Check::new(name).budget(Budget { systematic: 3_000, random: 200, ..Budget::STANDARD }).run(body);
}

/// Two clients that take these steps at the same time. No two requests have the same number.
fn two_clients(one: &[Step], other: &[Step]) -> Network<Node> {
    let mut network = Network::new();
    for (me, name) in NAMES.into_iter().enumerate() {
        network.add(name, Node::Peer(Store::new(me, PEERS)));
    }
    for (number, (name, steps)) in [("client", one), ("client 2", other)].into_iter().enumerate() {
        let first = 10 * number as u64;
        let client = network.add(name, Node::Client(Client { number: first, ..Client::default() }));
        takes(&mut network, client, steps);
    }
    network
}

/// A network in which 8 was put at key 0, and all has arrived.
fn stored() -> Settled<Node> {
    network(&[Step::Put(0, 8)]).run()
}

/// A network in which `peer` has crashed, was replaced, and all has arrived.
fn restored(settled: Settled<Node>, peer: Id) -> Settled<Node> {
    let mut network = then(settled, &[]);
    replaced(&mut network, peer);
    network.run()
}

#[test]
fn rule_1_each_key() {
    explored("8 and then 7 are put and got, at each of six keys", || {
        for key in 0..2 * PEERS {
            no_wrong_answer(network(&[Step::Put(key, 8), Step::Put(key, 7), Step::Get(key)]).run());
        }
    });
}

#[test]
fn rule_1_two_keys_with_the_same_holders() {
    explored("8 is put at one key and 7 at another, and 8 is got", || {
        no_wrong_answer(network(&[Step::Put(0, 8), Step::Put(3, 7), Step::Get(0)]).run());
    });
}

#[test]
fn rule_1_two_clients_of_the_same_holders() {
    explored("two clients put and get a value each, at keys with the same holders", || {
        let (one, other) = ([Step::Put(0, 8), Step::Get(0)], [Step::Put(3, 7), Step::Get(3)]);
        no_wrong_answer(two_clients(&one, &other).run());
    });
}

#[test]
fn rule_1_two_clients_whose_holders_are_in_turn() {
    explored("two clients put a value each, at keys of b and c, and of c and a", || {
        no_wrong_answer(two_clients(&[Step::Put(1, 8)], &[Step::Put(2, 7)]).run());
    });
}

#[test]
fn rule_2_the_second_holder_crashes() {
    explored("a value is put and got while its second holder crashes", || {
        let mut network = network(&[Step::Put(0, 8), Step::Get(0)]);
        network.crashes(1);
        answers_are_right(network);
    });
}

#[test]
fn rule_2_the_third_peer_crashes() {
    explored("a value is put while the peer that does not hold it crashes", || {
        let mut network = network(&[Step::Put(0, 8)]);
        network.crashes(2);
        holders_have_it(network, 0);
    });
}

#[test]
fn rule_2_a_key_that_wraps_around() {
    explored("a value of c and a is put and got while c crashes", || {
        let mut network = network(&[Step::Put(2, 8), Step::Get(2)]);
        network.crashes(2);
        answers_are_right(network);
    });
}

#[test]
fn rule_2_two_puts() {
    explored("8 and then 7 are put, and got, while the first holder crashes", || {
        let mut network = network(&[Step::Put(1, 8), Step::Put(1, 7), Step::Get(1)]);
        network.crashes(1);
        answers_are_right(network);
    });
}

#[test]
fn rule_3_a_replacement_at_any_moment() {
    explored("a value is put and got while its first holder is replaced", || {
        let mut network = network(&[Step::Put(0, 8), Step::Get(0)]);
        replaced(&mut network, 0);
        answers_are_right(network);
    });
}

#[test]
fn rule_3_a_newer_put_and_a_replacement() {
    explored("8 is put; later 7 is put and got while the first holder is replaced", || {
        let mut network = then(stored(), &[Step::Put(0, 7), Step::Get(0)]);
        replaced(&mut network, 0);
        answers_are_right(network);
    });
}

#[test]
fn rule_3_the_second_holder_is_replaced() {
    explored("8 is put; later 7 is put and got while the second holder is replaced", || {
        let mut network = then(stored(), &[Step::Put(0, 7), Step::Get(0)]);
        replaced(&mut network, 1);
        answers_are_right(network);
    });
}

#[test]
fn rule_3_another_key_of_a_replacement() {
    explored(
        "8 is put; later 7 is put at another key and 8 is got while the first holder is replaced",
        || {
            let mut network = then(stored(), &[Step::Put(3, 7), Step::Get(0)]);
            replaced(&mut network, 0);
            answers_are_right(network);
        },
    );
}

#[test]
fn rule_3_a_replacement_between_two_clients() {
    // There are more orders than can be tried.
    let random = Budget { systematic: 0, random: 600, ..Budget::STANDARD };
    let name = "8 is put; later it is got, and 7 put at another key, by two clients while a is replaced";
    Check::new(name).budget(random).run(|| {
        let mut network = then(stored(), &[Step::Get(0)]);
        let other = network.add("client 2", Node::Client(Client { number: 10, ..Client::default() }));
        takes(&mut network, other, &[Step::Put(3, 7)]);
        replaced(&mut network, 0);
        answers_are_right(network);
    });
}

#[test]
fn rule_3_a_put_arrives_twice_and_then_a_crash() {
    explored("8 and then 7 are put, one request may arrive twice; later 7 is got while a crashes", || {
        let mut network = network(&[Step::Put(0, 8), Step::Put(0, 7)]);
        network.may_duplicate(CLIENT, 0);
        network.may_wait();
        let mut settled = network.run();
        // That a put is confirmed is rule 1, and a client has one request at a time.
        let waits = settled.processes[CLIENT].as_mut().map(client).expect("the client never crashes");
        if waits.request.is_some() {
            return;
        }
        let mut network = then(settled, &[Step::Get(0)]);
        network.crashes(0);
        answers_are_right(network);
    });
}

#[test]
fn rule_3_a_replacement_that_was_never_asked_before() {
    explored("a key without a value is got while its first holder is replaced", || {
        let mut network = network(&[Step::Get(0)]);
        replaced(&mut network, 0);
        answers_are_right(network);
    });
}

#[test]
fn rule_4_the_second_holder_is_replaced() {
    explored("8 is put while its second holder is replaced", || {
        let mut network = network(&[Step::Put(0, 8)]);
        replaced(&mut network, 1);
        holders_have_it(network, 0);
    });
}

#[test]
fn rule_4_a_newer_put() {
    explored("8 is put; later 7 is put while the first holder is replaced", || {
        let mut network = then(stored(), &[Step::Put(0, 7)]);
        replaced(&mut network, 0);
        holders_have_it(network, 0);
    });
}

#[test]
fn rule_4_a_key_that_wraps_around() {
    explored("a value of c and a is put while a is replaced", || {
        let mut network = network(&[Step::Put(2, 8)]);
        replaced(&mut network, 0);
        holders_have_it(network, 2);
    });
}

#[test]
fn rule_4_the_other_holder_crashes_later() {
    explored("8 is put; a is replaced and restored; later b crashes while 8 is got", || {
        let mut network = then(restored(stored(), 0), &[Step::Get(0)]);
        network.crashes(1);
        answers_are_right(network);
    });
}

#[test]
fn rule_5_two_puts() {
    explored("8 and then 7 are put, and got, while the first holder crashes", || {
        let mut network = network(&[Step::Put(0, 8), Step::Put(0, 7), Step::Get(0)]);
        network.crashes(0);
        network.run();
    });
}

#[test]
fn rule_5_the_second_holder_is_replaced() {
    explored("8 is put; later 7 is put while the second holder is replaced", || {
        let mut network = then(stored(), &[Step::Put(0, 7)]);
        replaced(&mut network, 1);
        network.run();
    });
}

#[test]
fn rule_5_a_replacement_is_asked_for_a_put() {
    explored("8 is put; later 7 is put while the first holder is replaced", || {
        let mut network = then(stored(), &[Step::Put(0, 7)]);
        replaced(&mut network, 0);
        network.run();
    });
}

#[test]
fn rule_5_a_replacement_is_asked_for_nothing() {
    explored("a key without a value is got while its first holder is replaced", || {
        let mut network = network(&[Step::Get(0)]);
        replaced(&mut network, 0);
        network.run();
    });
}

#[test]
fn rule_5_the_other_holder_crashes_later() {
    explored("8 is put; a is replaced and restored; later b crashes while 7 is put and got", || {
        let mut network = then(restored(stored(), 0), &[Step::Put(0, 7), Step::Get(0)]);
        network.crashes(1);
        network.run();
    });
}

#[test]
fn rule_5_a_request_arrives_twice() {
    explored("8 and then 7 are put, and got; one request may arrive twice", || {
        let mut network = network(&[Step::Put(0, 8), Step::Put(0, 7), Step::Get(0)]);
        network.may_duplicate(CLIENT, 0);
        network.run();
    });
}

#[test]
fn rule_5_two_clients_and_a_crash() {
    explored("two clients put a value each, at keys with the same holders, while b crashes", || {
        let mut network = two_clients(&[Step::Put(0, 8)], &[Step::Put(3, 7)]);
        network.crashes(1);
        network.run();
    });
}
