//! breaks: rule 3, those who have entered least go first
//!
//! The server takes it for fair to serve the client that has held the lock least often. A second entry waits until
//! everybody else has had a first.

use std::collections::HashMap;

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
    /// The client to whom the lock is granted.
    holder: Option<Id>,
    /// The clients that wait for it, in the order of arrival.
    waiting: Vec<Id>,
    /// How often each client has held the lock.
    entries: HashMap<Id, usize>,
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
                self.waiting.push(from);
                if self.holder.is_none() {
                    self.grant_next(out);
                }
            }
            ToServer::Release if self.holder == Some(from) => self.grant_next(out),
            ToServer::Release => {}
        }
    }

    /// The client has crashed: no more messages come from it, and none arrive there.
    pub fn on_leave(&mut self, client: Id, out: &mut Outbox<Grant>) {
        self.waiting.retain(|&waiting| waiting != client);
        if self.holder == Some(client) {
            self.grant_next(out);
        }
    }

    /// Grants the lock to the client that has waited longest, if any waits.
    fn grant_next(&mut self, out: &mut Outbox<Grant>) {
        let entries = |&place: &usize| self.entries.get(&self.waiting[place]).copied().unwrap_or(0);
        let next = (0..self.waiting.len()).min_by_key(entries);
        self.holder = next.map(|place| self.waiting.remove(place));
        if let Some(next) = self.holder {
            *self.entries.entry(next).or_default() += 1;
            out.send(next, Grant);
        }
    }
}
