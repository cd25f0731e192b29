//! design: the other holder prepares a put and takes it over when it is committed, or when the coordinator has crashed
//!
//! A prepared put is not a value yet. A get is answered with it all the same: its coordinator may have confirmed it and
//! then crashed.

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
    /// To the other holder: be ready to take this over.
    Prepare { key: Key, value: Value, number: u64 },
    /// The other holder is ready.
    Ready { number: u64 },
    /// To the other holder: take it over.
    Commit { number: u64 },
    /// To a replacement: all that it shares with the sender.
    Restore { values: Vec<(Key, Value, u64)> },
}

/// A put under way: the peer or client that it came from, and the put.
#[derive(Clone, Copy)]
struct Open {
    from: Id,
    key: Key,
    value: Value,
    number: u64,
}

/// One peer. The signatures are fixed, the fields are yours.
pub struct Store {
    me: Id,
    peers: usize,
    /// Each value with the number of its put.
    values: HashMap<Key, (Value, u64)>,
    down: HashSet<Id>,
    /// The puts that this peer coordinates, and those that it has prepared.
    coordinated: Vec<Open>,
    prepared: Vec<Open>,
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
            coordinated: Vec::new(),
            prepared: Vec::new(),
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
            Message::Put { key, value, number } if self.down.contains(&self.other(key)) => {
                self.keep(key, value, number);
                out.send(from, Message::Stored { number });
            }
            Message::Put { key, value, number } => {
                self.coordinated.push(Open { from, key, value, number });
                out.send(self.other(key), Message::Prepare { key, value, number });
            }
            Message::Prepare { key, value, number } => {
                self.prepared.push(Open { from, key, value, number });
                out.send(from, Message::Ready { number });
            }
            Message::Ready { number } => {
                self.confirm(|open| open.number == number, out);
                out.send(from, Message::Commit { number });
            }
            Message::Commit { number } => self.take_over(|open| open.number == number),
            Message::Get { key, number } if self.unknown.contains(&self.other(key)) => {
                self.waiting.push((from, key, number));
            }
            Message::Get { key, number } => {
                let prepared = self.prepared.iter().filter(|open| open.key == key);
                let kept = self.values.get(&key).copied();
                let newest =
                    prepared.map(|open| (open.value, open.number)).chain(kept).max_by_key(|kept| kept.1);
                out.send(from, Message::Answer { number, value: newest.map(|kept| kept.0) });
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
        self.take_over(|open| open.from == peer);
        let peers = self.peers;
        self.confirm(|open| holders(open.key, peers).contains(&peer), out);
    }

    /// Keeps and confirms those puts that this peer coordinates.
    fn confirm(&mut self, which: impl Fn(&Open) -> bool, out: &mut Outbox<Message>) {
        for open in self.coordinated.extract_if(.., |open| which(open)).collect::<Vec<_>>() {
            self.keep(open.key, open.value, open.number);
            out.send(open.from, Message::Stored { number: open.number });
        }
    }

    /// Keeps those puts that this peer has prepared.
    fn take_over(&mut self, which: impl Fn(&Open) -> bool) {
        for open in self.prepared.extract_if(.., |open| which(open)).collect::<Vec<_>>() {
            self.keep(open.key, open.value, open.number);
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
