//! design: the state of each client: outside, waiting since, inside
//!
//! The server keeps a table of its clients instead of a queue, and looks for the one that has waited longest.

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

/// What a client is doing, as far as the server knows; no entry means that it is outside.
enum State {
    WaitingSince(u64),
    Inside,
}

/// The server. The signatures are fixed, the fields are yours.
#[derive(Default)]
pub struct LockServer {
    clients: HashMap<Id, State>,
    requests: u64,
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
                self.requests += 1;
                self.clients.insert(from, State::WaitingSince(self.requests));
                self.grant_if_free(out);
            }
            ToServer::Release => {
                if let Some(State::Inside) = self.clients.get(&from) {
                    self.clients.remove(&from);
                }
                self.grant_if_free(out);
            }
        }
    }

    /// The client has crashed: no more messages come from it, and none arrive there.
    pub fn on_leave(&mut self, client: Id, out: &mut Outbox<Grant>) {
        self.clients.remove(&client);
        self.grant_if_free(out);
    }

    /// Grants the lock to the client that has waited longest, unless somebody is inside.
    fn grant_if_free(&mut self, out: &mut Outbox<Grant>) {
        let mut first: Option<(u64, Id)> = None;
        for (&client, state) in &self.clients {
            match state {
                State::Inside => return,
                State::WaitingSince(since) => {
                    if first.is_none_or(|(earliest, _)| *since < earliest) {
                        first = Some((*since, client));
                    }
                }
            }
        }
        if let Some((_, client)) = first {
            self.clients.insert(client, State::Inside);
            out.send(client, Grant);
        }
    }
}
