//! A peer of a store that keeps each value twice.
//!
//! It works as long as nobody crashes. Run the tests to see what happens when somebody does.

use std::collections::HashMap;

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
    // TODO: What do the peers tell each other?
}

/// One peer. The signatures are fixed, the fields are yours.
pub struct Store {
    values: HashMap<Key, Value>,
}

impl Store {
    /// The peer `me` of so many, numbered from 0. None of them holds anything yet.
    pub fn new(_me: Id, _peers: usize) -> Self {
        Self { values: HashMap::new() }
    }

    /// The peer `me`, in place of one that has crashed. The others may hold values already.
    pub fn replacement(me: Id, peers: usize) -> Self {
        // TODO: What must it wait for before it answers?
        Self::new(me, peers)
    }

    /// Acts on a message of a client or of another peer; answers go into `out`.
    pub fn on_message(&mut self, from: Id, message: Message, out: &mut Outbox<Message>) {
        match message {
            Message::Put { key, value, number } => {
                // TODO: When is it safe to confirm?
                self.values.insert(key, value);
                out.send(from, Message::Stored { number });
            }
            Message::Get { key, number } => {
                out.send(from, Message::Answer { number, value: self.value(key) });
            }
            Message::Stored { .. } | Message::Answer { .. } => {}
        }
    }

    /// The peer, or the client, has crashed.
    pub fn on_down(&mut self, _peer: Id, _out: &mut Outbox<Message>) {
        // TODO: Who waits for it?
    }

    /// A replacement has taken the place of the peer.
    pub fn on_up(&mut self, _peer: Id, _out: &mut Outbox<Message>) {
        // TODO: What should it hold?
    }

    /// The value that this peer holds.
    pub fn value(&self, key: Key) -> Option<Value> {
        self.values.get(&key).copied()
    }
}
