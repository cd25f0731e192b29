//! design: every peer keeps every put, and a put is confirmed when all that are up have it
//!
//! The values are a log that only grows; the newest entry of a key counts. A replacement answers when both of the others
//! have sent their logs.

use std::collections::HashSet;

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
    /// To all other peers: keep this.
    Copy { key: Key, value: Value, number: u64 },
    /// The copy is kept.
    Copied { number: u64 },
    /// To a replacement: all that was ever put.
    Log { entries: Vec<(Key, Value, u64)> },
}

/// A put that is not confirmed: its client and number, and the peers that have not confirmed their copies.
struct Open {
    client: Id,
    number: u64,
    copies: HashSet<Id>,
}

/// One peer. The signatures are fixed, the fields are yours.
pub struct Store {
    log: Vec<(Key, Value, u64)>,
    up: HashSet<Id>,
    open: Vec<Open>,
    /// The peers whose logs are still to come, and the gets that wait for them.
    unknown: HashSet<Id>,
    waiting: Vec<(Id, Key, u64)>,
}

impl Store {
    /// The peer `me` of so many, numbered from 0. None of them holds anything yet.
    pub fn new(me: Id, peers: usize) -> Self {
        let up = (0..peers).filter(|&peer| peer != me).collect();
        Self { log: Vec::new(), up, open: Vec::new(), unknown: HashSet::new(), waiting: Vec::new() }
    }

    /// The peer `me`, in place of one that has crashed. The others may hold values already.
    pub fn replacement(me: Id, peers: usize) -> Self {
        let new = Self::new(me, peers);
        Self { unknown: new.up.clone(), ..new }
    }

    /// Acts on a message of a client or of another peer; answers go into `out`.
    pub fn on_message(&mut self, from: Id, message: Message, out: &mut Outbox<Message>) {
        match message {
            Message::Put { key, value, number } => {
                self.log.push((key, value, number));
                for &peer in &self.up {
                    out.send(peer, Message::Copy { key, value, number });
                }
                self.open.push(Open { client: from, number, copies: self.up.clone() });
                self.confirm(out);
            }
            Message::Copy { key, value, number } => {
                self.log.push((key, value, number));
                out.send(from, Message::Copied { number });
            }
            Message::Copied { number } => {
                for open in self.open.iter_mut().filter(|open| open.number == number) {
                    open.copies.remove(&from);
                }
                self.confirm(out);
            }
            Message::Get { key, number } if self.unknown.is_empty() => {
                out.send(from, Message::Answer { number, value: self.value(key) });
            }
            Message::Get { key, number } => self.waiting.push((from, key, number)),
            Message::Log { entries } => {
                self.log.extend(entries);
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
        self.up.remove(&peer);
        for open in &mut self.open {
            open.copies.remove(&peer);
        }
        self.confirm(out);
    }

    /// A replacement has taken the place of the peer.
    pub fn on_up(&mut self, peer: Id, out: &mut Outbox<Message>) {
        self.up.insert(peer);
        out.send(peer, Message::Log { entries: self.log.clone() });
    }

    /// The value that this peer holds.
    pub fn value(&self, key: Key) -> Option<Value> {
        let entries = self.log.iter().filter(|entry| entry.0 == key);
        entries.max_by_key(|entry| entry.2).map(|entry| entry.1)
    }

    /// Confirms the puts of which no copy is missing.
    fn confirm(&mut self, out: &mut Outbox<Message>) {
        for open in self.open.extract_if(.., |open| open.copies.is_empty()) {
            out.send(open.client, Message::Stored { number: open.number });
        }
    }
}
