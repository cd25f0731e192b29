//! breaks: rule 3, replies tell no time
//!
//! As published: the clock advances on requests. A reply may be sent after its sender has heard of another request,
//! and whoever gets the reply does not learn of that.

use interleaving::process::{Id, Outbox};

/// A message between peers. It is yours, too.
#[derive(Clone, Debug)]
pub enum Message {
    /// The sender wants to enter, and asked at this time.
    Request { clock: u64 },
    /// The sender agrees.
    Reply { clock: u64 },
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
    /// The peers that wait for an answer of this one.
    deferred: Vec<Id>,
}

impl Peer {
    /// The peer with the number `me` among so many, who are numbered from 0.
    pub fn new(me: Id, peers: usize) -> Self {
        Self { me, peers, clock: 0, request: None, missing: 0, deferred: Vec::new() }
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
        let (Message::Request { clock } | Message::Reply { clock }) = message;
        if let Message::Request { .. } = message {
            self.clock = self.clock.max(clock) + 1;
        }
        match message {
            Message::Request { clock } => {
                if self.request.is_some_and(|mine| (mine, self.me) < (clock, from)) {
                    self.deferred.push(from);
                } else {
                    out.send(from, Message::Reply { clock: self.clock });
                }
            }
            Message::Reply { .. } => self.missing -= 1,
        }
    }

    /// Whether this peer is inside.
    pub fn inside(&self) -> bool {
        self.request.is_some() && self.missing == 0
    }

    /// Leaves. Called only while this peer is inside.
    pub fn leave(&mut self, out: &mut Outbox<Message>) {
        self.request = None;
        self.clock += 1;
        for peer in self.deferred.drain(..) {
            out.send(peer, Message::Reply { clock: self.clock });
        }
    }
}
