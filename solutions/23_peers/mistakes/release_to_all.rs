//! breaks: rule 4, three messages where two are enough
//!
//! Lamport's own algorithm (CACM 1978): every request is acknowledged at once and kept in a queue, and a release is
//! sent to all. It is right, and costs 3(n − 1) messages.

use interleaving::process::{Id, Outbox};

/// A message between peers. It is yours, too.
#[derive(Clone, Debug)]
pub enum Message {
    /// The sender wants to enter, and asked at this time.
    Request { clock: u64 },
    /// The sender has put the request into its queue.
    Reply { clock: u64 },
    /// The sender has left.
    Release { clock: u64 },
}

/// One of the peers. The signatures are fixed, the fields are yours.
pub struct Peer {
    me: Id,
    peers: usize,
    clock: u64,
    /// The time of the request, while this peer waits or is inside.
    request: Option<u64>,
    /// The peers that have not agreed yet.
    missing: usize,
    /// The requests of the other peers that are not done.
    queue: Vec<(u64, Id)>,
}

impl Peer {
    /// The peer with the number `me` among so many, who are numbered from 0.
    pub fn new(me: Id, peers: usize) -> Self {
        Self { me, peers, clock: 0, request: None, missing: 0, queue: Vec::new() }
    }

    /// Asks to enter. Called only while this peer is outside and has not asked.
    pub fn want(&mut self, out: &mut Outbox<Message>) {
        self.clock += 1;
        self.request = Some(self.clock);
        self.missing = self.peers - 1;
        for peer in (0..self.peers).filter(|&peer| peer != self.me) {
            out.send(peer, Message::Request { clock: self.clock });
        }
    }

    /// Acts on a message of another peer.
    pub fn on_message(&mut self, from: Id, message: Message, out: &mut Outbox<Message>) {
        let (Message::Request { clock } | Message::Reply { clock } | Message::Release { clock }) = message;
        self.clock = self.clock.max(clock) + 1;
        match message {
            Message::Request { clock } => {
                self.queue.push((clock, from));
                out.send(from, Message::Reply { clock: self.clock });
            }
            Message::Reply { .. } => self.missing -= 1,
            Message::Release { .. } => self.queue.retain(|&(_, peer)| peer != from),
        }
    }

    /// Whether this peer is inside.
    pub fn inside(&self) -> bool {
        let first = |mine| self.queue.iter().all(|&other| (mine, self.me) < other);
        self.missing == 0 && self.request.is_some_and(first)
    }

    /// Leaves. Called only while this peer is inside.
    pub fn leave(&mut self, out: &mut Outbox<Message>) {
        self.request = None;
        self.clock += 1;
        for peer in (0..self.peers).filter(|&peer| peer != self.me) {
            out.send(peer, Message::Release { clock: self.clock });
        }
    }
}
