//! design: a peer serves one request after another; the next begins when the one before is answered
//!
//! A replacement serves nobody until both of the others have told it what they share.

use std::collections::{HashMap, HashSet, VecDeque};

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
    Copied,
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
    /// The peers whose values this one has not been told yet.
    unknown: HashSet<Id>,
    queue: VecDeque<(Id, Message)>,
    /// The put under way: the other holder, the client, the number.
    put: Option<(Id, Id, u64)>,
}

impl Store {
    /// The peer `me` of so many, numbered from 0. None of them holds anything yet.
    pub fn new(me: Id, peers: usize) -> Self {
        Self {
            me,
            peers,
            values: HashMap::new(),
            down: HashSet::new(),
            unknown: HashSet::new(),
            queue: VecDeque::new(),
            put: None,
        }
    }

    /// The peer `me`, in place of one that has crashed. The others may hold values already.
    pub fn replacement(me: Id, peers: usize) -> Self {
        Self { unknown: (0..peers).filter(|&peer| peer != me).collect(), ..Self::new(me, peers) }
    }

    /// Acts on a message of a client or of another peer; answers go into `out`.
    pub fn on_message(&mut self, from: Id, message: Message, out: &mut Outbox<Message>) {
        match message {
            Message::Put { .. } | Message::Get { .. } => self.queue.push_back((from, message)),
            Message::Copy { key, value, number } => {
                self.keep(key, value, number);
                out.send(from, Message::Copied);
            }
            Message::Copied => self.confirm(out),
            Message::Restore { values } => {
                for (key, value, number) in values {
                    self.keep(key, value, number);
                }
                self.unknown.remove(&from);
            }
            Message::Stored { .. } | Message::Answer { .. } => {}
        }
        self.go_on(out);
    }

    /// Serves requests until one has to wait.
    fn go_on(&mut self, out: &mut Outbox<Message>) {
        while self.put.is_none() && self.unknown.is_empty() {
            match self.queue.pop_front() {
                Some((client, Message::Put { key, value, number })) => {
                    self.keep(key, value, number);
                    let other = self.other(key);
                    self.put = Some((other, client, number));
                    if self.down.contains(&other) {
                        self.confirm(out);
                    } else {
                        out.send(other, Message::Copy { key, value, number });
                    }
                }
                Some((client, Message::Get { key, number })) => {
                    out.send(client, Message::Answer { number, value: self.value(key) });
                }
                _ => return,
            }
        }
    }

    fn confirm(&mut self, out: &mut Outbox<Message>) {
        if let Some((_, client, number)) = self.put.take() {
            out.send(client, Message::Stored { number });
        }
    }

    /// The peer, or the client, has crashed.
    pub fn on_down(&mut self, peer: Id, out: &mut Outbox<Message>) {
        self.down.insert(peer);
        if self.put.is_some_and(|put| put.0 == peer) {
            self.confirm(out);
        }
        self.go_on(out);
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
