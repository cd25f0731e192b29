//! design: a map from the number of a request to its client
//!
//! Requests get rising numbers, as in a bakery; the smallest number holds the lock.

use std::collections::BTreeMap;

use interleaving::process::{Id, Outbox};

/// A message from a client to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToServer {
    /// The client wants the lock.
    Request,
    /// The client gives the lock back.
    Release,
}

/// The answer of the server: the client holds the lock now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant;

/// The server. The signatures are fixed, the fields are yours.
#[derive(Default)]
pub struct LockServer {
    /// The requests that are not done, by their numbers.
    requests: BTreeMap<u64, Id>,
    next: u64,
}

impl LockServer {
    /// A server whose lock is free.
    pub fn new() -> Self {
        Self::default()
    }

    /// Acts on a message of the client `from`; grants go into `out`.
    pub fn on_message(&mut self, from: Id, message: ToServer, out: &mut Outbox<Grant>) {
        match message {
            ToServer::Request => {
                self.requests.insert(self.next, from);
                self.next += 1;
                if self.requests.len() == 1 {
                    out.send(from, Grant);
                }
            }
            ToServer::Release => self.done(from, false, out),
        }
    }

    /// The client has crashed: no more messages come from it, and none arrive there.
    pub fn on_leave(&mut self, client: Id, out: &mut Outbox<Grant>) {
        self.done(client, true, out);
    }

    /// The holder is done, if `client` is the holder; if it has left, it waits no more either.
    fn done(&mut self, client: Id, left: bool, out: &mut Outbox<Grant>) {
        let first = self.requests.first_key_value().map(|(&number, &holder)| (number, holder));
        let held = first.filter(|&(_, holder)| holder == client);
        if let Some((number, _)) = held {
            self.requests.remove(&number);
        }
        if left {
            self.requests.retain(|_, waiting| *waiting != client);
        }
        if let Some(&next) = self.requests.values().next().filter(|_| held.is_some()) {
            out.send(next, Grant);
        }
    }
}
