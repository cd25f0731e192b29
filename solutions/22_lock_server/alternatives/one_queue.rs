//! design: one queue, whose first client holds the lock
//!
//! There is no field for the holder.

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
    /// The holder, then the clients that wait, in the order of arrival.
    queue: VecDeque<Id>,
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
                self.queue.push_back(from);
                if self.queue.len() == 1 {
                    out.send(from, Grant);
                }
            }
            ToServer::Release if self.queue.front() == Some(&from) => self.go_on(from, out),
            ToServer::Release => {}
        }
    }

    /// The client has crashed: no more messages come from it, and none arrive there.
    pub fn on_leave(&mut self, client: Id, out: &mut Outbox<Grant>) {
        self.go_on(client, out);
    }

    /// Takes `client` out of the queue; if it was the first, the next one gets the lock.
    fn go_on(&mut self, client: Id, out: &mut Outbox<Grant>) {
        let held = self.queue.front() == Some(&client);
        self.queue.retain(|&waiting| waiting != client);
        if let Some(&next) = self.queue.front().filter(|_| held) {
            out.send(next, Grant);
        }
    }
}
