//! A server that grants a lock to one client at a time.
//!
//! It works for two clients. Run the tests to see what happens with three.

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
    /// The lock is granted to somebody.
    taken: bool,
    /// The clients that wait for it.
    waiting: Vec<Id>,
}

impl LockServer {
    /// A server whose lock is free.
    pub fn new() -> Self {
        Self::default()
    }

    /// Acts on a message of the client `from`; grants go into `out`.
    pub fn on_message(&mut self, from: Id, message: ToServer, out: &mut Outbox<Grant>) {
        match message {
            ToServer::Request if !self.taken => {
                self.taken = true;
                out.send(from, Grant);
            }
            ToServer::Request => self.waiting.push(from),
            // TODO: Who may release the lock, and who gets it next?
            ToServer::Release => {
                self.taken = !self.waiting.is_empty();
                for client in self.waiting.drain(..) {
                    out.send(client, Grant);
                }
            }
        }
    }

    /// The client has crashed: no more messages come from it, and none arrive there.
    pub fn on_leave(&mut self, client: Id, _out: &mut Outbox<Grant>) {
        // TODO: What if it waits? What if it holds the lock?
        self.waiting.retain(|&waiting| waiting != client);
    }
}
