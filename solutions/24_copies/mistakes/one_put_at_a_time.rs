//! breaks: rule 1, rule 5, the second client overwrites the first
//!
//! There is room for one put that waits for its copy. A second one takes its place, and the first is never confirmed.

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
    Copy { key: Key, value: Value, number: u64, client: Id },
    /// The copy is kept.
    Copied { number: u64, client: Id },
    /// To a replacement: all that it shares with the sender.
    Restore { values: Vec<(Key, Value, u64)> },
}

/// One peer. The signatures are fixed, the fields are yours.
pub struct Store {
    me: Id,
    peers: usize,
    /// Each value with the number of its put.
    values: HashMap<Key, (Value, u64)>,
    down: HashSet<Id>,
    /// The copy that is not confirmed: the other holder, the client, the number.
    unconfirmed: Option<(Id, Id, u64)>,
    /// The peers whose values this one has not been told yet, and the gets that wait for them.
    unknown: HashSet<Id>,
    waiting: Vec<(Id, Key, u64)>,
}

impl Store {
    /// The peer `me` of so many, numbered from 0. None of them holds anything yet.
    pub fn new(me: Id, peers: usize) -> Self {
        Self {
            me,
            peers,
            values: HashMap::new(),
            down: HashSet::new(),
            unconfirmed: None,
            unknown: HashSet::new(),
            waiting: Vec::new(),
        }
    }

    /// The peer `me`, in place of one that has crashed. The others may hold values already.
    pub fn replacement(me: Id, peers: usize) -> Self {
        Self { unknown: (0..peers).filter(|&peer| peer != me).collect(), ..Self::new(me, peers) }
    }

    /// Acts on a message of a client or of another peer; answers go into `out`.
    pub fn on_message(&mut self, from: Id, message: Message, out: &mut Outbox<Message>) {
        match message {
            Message::Put { key, value, number } => {
                self.keep(key, value, number);
                let other = self.other(key);
                if self.down.contains(&other) {
                    out.send(from, Message::Stored { number });
                } else {
                    self.unconfirmed = Some((other, from, number));
                    out.send(other, Message::Copy { key, value, number, client: from });
                }
            }
            Message::Copy { key, value, number, client } => {
                self.keep(key, value, number);
                out.send(from, Message::Copied { number, client });
            }
            Message::Copied { number, client } => {
                if self.unconfirmed == Some((from, client, number)) {
                    self.unconfirmed = None;
                    out.send(client, Message::Stored { number });
                }
            }
            Message::Get { key, number } if self.unknown.contains(&self.other(key)) => {
                self.waiting.push((from, key, number));
            }
            Message::Get { key, number } => {
                out.send(from, Message::Answer { number, value: self.value(key) });
            }
            Message::Restore { values } => {
                for (key, value, number) in values {
                    self.keep(key, value, number);
                }
                self.unknown.remove(&from);
                for (client, key, number) in std::mem::take(&mut self.waiting) {
                    self.on_message(client, Message::Get { key, number }, out);
                }
            }
            Message::Stored { .. } | Message::Answer { .. } => {}
        }
    }

    /// The peer, or the client, has crashed.
    pub fn on_down(&mut self, peer: Id, out: &mut Outbox<Message>) {
        self.down.insert(peer);
        if let Some((_, client, number)) = self.unconfirmed.take_if(|copy| copy.0 == peer) {
            out.send(client, Message::Stored { number });
        }
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
