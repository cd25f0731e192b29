//! design: whoever is asked for a value first asks the other holder, and answers with the newer one
//!
//! So nobody waits to be restored: a replacement learns a value when it is asked for it, or with the others.

use std::collections::{HashMap, HashSet};

use interleaving::process::{Id, Outbox};

/// A key, and the value that a client puts there.
pub type Key = usize;
pub type Value = u32;

/// The two peers, of so many, that hold this key.
pub fn holders(key: Key, peers: usize) -> [Id; 2] {
    [key % peers, (key + 1) % peers]
}

/// A message. The first four are fixed; add what the peers have to tell each other.
#[derive(Clone, Debug)]
pub enum Message {
    /// A client wants the value to be kept. The larger number is the newer put; a repeated put has the same number.
    Put { key: Key, value: Value, number: u64 },
    /// A client wants the value of the key.
    Get { key: Key, number: u64 },
    /// To a client: its put is confirmed.
    Stored { number: u64 },
    /// To a client: the value that it asked for.
    Answer { number: u64, value: Option<Value> },
    /// To the other holder: keep this for a client.
    Copy { key: Key, value: Value, number: u64 },
    /// The copy is kept.
    Copied { number: u64 },
    /// To the other holder: what do you hold?
    Ask { key: Key, number: u64 },
    /// The value that the other holder keeps, with the number of its put.
    Told { key: Key, number: u64, kept: Option<(Value, u64)> },
    /// To a replacement: all that it shares with the sender.
    Restore { values: Vec<(Key, Value, u64)> },
}

/// A request that waits for the other holder.
#[derive(Clone, Copy)]
struct Waiting {
    other: Id,
    client: Id,
    number: u64,
    /// The key of a get; a put has none.
    get: Option<Key>,
}

/// One peer. The signatures are fixed, the fields are yours.
pub struct Store {
    me: Id,
    peers: usize,
    /// Each value with the number of its put.
    values: HashMap<Key, (Value, u64)>,
    down: HashSet<Id>,
    waiting: Vec<Waiting>,
}

impl Store {
    /// The peer `me` of so many, numbered from 0. None of them holds anything yet.
    pub fn new(me: Id, peers: usize) -> Self {
        Self { me, peers, values: HashMap::new(), down: HashSet::new(), waiting: Vec::new() }
    }

    /// The peer `me`, in place of one that has crashed. The others may hold values already.
    pub fn replacement(me: Id, peers: usize) -> Self {
        Self::new(me, peers)
    }

    /// Acts on a message of a client or of another peer; answers go into `out`.
    pub fn on_message(&mut self, from: Id, message: Message, out: &mut Outbox<Message>) {
        match message {
            Message::Put { key, value, number } => {
                self.keep(key, value, number);
                let other = self.other(key);
                let waiting = Waiting { other, client: from, number, get: None };
                self.ask(waiting, Message::Copy { key, value, number }, out);
            }
            Message::Get { key, number } => {
                let other = self.other(key);
                let waiting = Waiting { other, client: from, number, get: Some(key) };
                self.ask(waiting, Message::Ask { key, number }, out);
            }
            Message::Copy { key, value, number } => {
                self.keep(key, value, number);
                out.send(from, Message::Copied { number });
            }
            Message::Ask { key, number } => {
                out.send(from, Message::Told { key, number, kept: self.values.get(&key).copied() });
            }
            Message::Copied { number } => self.finish(|waiting| waiting.number == number, out),
            Message::Told { key, number, kept } => {
                if let Some((value, of)) = kept {
                    self.keep(key, value, of);
                }
                self.finish(|waiting| waiting.number == number, out);
            }
            Message::Restore { values } => {
                for (key, value, number) in values {
                    self.keep(key, value, number);
                }
            }
            Message::Stored { .. } | Message::Answer { .. } => {}
        }
    }

    /// Asks the other holder, if it is up.
    fn ask(&mut self, waiting: Waiting, message: Message, out: &mut Outbox<Message>) {
        self.waiting.push(waiting);
        if self.down.contains(&waiting.other) {
            self.finish(|other| other.number == waiting.number, out);
        } else {
            out.send(waiting.other, message);
        }
    }

    /// Answers the requests that need not wait any more.
    fn finish(&mut self, which: impl Fn(&Waiting) -> bool, out: &mut Outbox<Message>) {
        let done: Vec<_> = self.waiting.extract_if(.., |waiting| which(waiting)).collect();
        for Waiting { client, number, get, .. } in done {
            match get {
                Some(key) => out.send(client, Message::Answer { number, value: self.value(key) }),
                None => out.send(client, Message::Stored { number }),
            }
        }
    }

    /// The peer, or the client, has crashed.
    pub fn on_down(&mut self, peer: Id, out: &mut Outbox<Message>) {
        self.down.insert(peer);
        self.finish(|waiting| waiting.other == peer, out);
    }

    /// A replacement has taken the place of the peer.
    pub fn on_up(&mut self, peer: Id, out: &mut Outbox<Message>) {
        self.down.remove(&peer);
        let shared = self.values.iter().filter(|&(&key, _)| self.other(key) == peer);
        let values = shared.map(|(&key, &(value, number))| (key, value, number)).collect();
        out.send(peer, Message::Restore { values });
    }

    /// The value that this peer holds.
    pub fn value(&self, key: Key) -> Option<Value> {
        self.values.get(&key).map(|&(value, _)| value)
    }

    /// Keeps the value, unless a newer one is there.
    fn keep(&mut self, key: Key, value: Value, number: u64) {
        let newest = self.values.entry(key).or_insert((value, number));
        if newest.1 < number {
            *newest = (value, number);
        }
    }

    /// The other holder of the key.
    fn other(&self, key: Key) -> Id {
        let [first, second] = holders(key, self.peers);
        if first == self.me { second } else { first }
    }
}
