//! design: a log of all messages, from which the holder is worked out anew
//!
//! The server keeps what it has heard, not what it makes of it; who holds the lock follows.

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

/// Something that the server has heard of a client.
enum Heard {
    Message(ToServer),
    Leave,
}

/// The server. The signatures are fixed, the fields are yours.
#[derive(Default)]
pub struct LockServer {
    log: Vec<(Id, Heard)>,
    /// The number of grants sent.
    sent: usize,
}

impl LockServer {
    /// A server whose lock is free.
    pub fn new() -> Self {
        Self::default()
    }

    /// Acts on a message of the client `from`; grants go into `out`.
    pub fn on_message(&mut self, from: Id, message: ToServer, out: &mut Outbox<Grant>) {
        self.log.push((from, Heard::Message(message)));
        self.send_new(out);
    }

    /// The client has crashed: no more messages come from it, and none arrive there.
    pub fn on_leave(&mut self, client: Id, out: &mut Outbox<Grant>) {
        self.log.push((client, Heard::Leave));
        self.send_new(out);
    }

    /// Sends the grants that the log demands and that are not sent yet.
    fn send_new(&mut self, out: &mut Outbox<Grant>) {
        let grants = self.grants();
        for &client in &grants[self.sent..] {
            out.send(client, Grant);
        }
        self.sent = grants.len();
    }

    /// All grants that follow from the log, in order.
    fn grants(&self) -> Vec<Id> {
        let (mut grants, mut holder, mut waiting) = (Vec::new(), None, Vec::new());
        for &(client, ref heard) in &self.log {
            match heard {
                Heard::Message(ToServer::Request) => waiting.push(client),
                Heard::Message(ToServer::Release) | Heard::Leave if holder == Some(client) => holder = None,
                Heard::Message(ToServer::Release) => {}
                Heard::Leave => waiting.retain(|&waiting| waiting != client),
            }
            if holder.is_none() && !waiting.is_empty() {
                holder = Some(waiting.remove(0));
                grants.extend(holder);
            }
        }
        grants
    }
}
