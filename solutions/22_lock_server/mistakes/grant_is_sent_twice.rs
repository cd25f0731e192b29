//! breaks: rule 1, rule 2, rule 4, rule 5, a grant is sent twice
//!
//! The server sends each grant twice, in case one is lost. Channels lose nothing, and the second grant may come
//! when the client has given the lock back.

use std::collections::VecDeque;

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
    waiting: VecDeque<Id>,
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
                self.waiting.push_back(from);
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
        self.holder = self.waiting.pop_front();
        if let Some(next) = self.holder {
            out.send(next, Grant);
            out.send(next, Grant);
        }
    }
}
