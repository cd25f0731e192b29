//! The messages that a step of a process sends.

use std::panic::Location;

use super::Id;

/// The messages that a process sends in one step, in order.
#[derive(Debug)]
pub struct Outbox<M> {
    pub(super) sent: Vec<Sent<M>>,
}

/// A message, its receiver, and the place in the source that sends it.
#[derive(Debug)]
pub(super) struct Sent<M> {
    pub(super) to: Id,
    pub(super) message: M,
    pub(super) at: &'static Location<'static>,
}

impl<M> Outbox<M> {
    /// Makes an empty outbox, to call a process without a network.
    #[must_use]
    pub const fn new() -> Self {
        Self { sent: Vec::new() }
    }

    /// Sends `message` to the process `to` at the end of the step.
    #[track_caller]
    pub fn send(&mut self, to: Id, message: M) {
        self.sent.push(Sent { to, message, at: Location::caller() });
    }

    /// Takes the messages out, each with its receiver.
    ///
    /// ```
    /// use interleaving::process::Outbox;
    ///
    /// let mut out = Outbox::new();
    /// out.send(2, "hello");
    /// assert_eq!(out.take(), [(2, "hello")]);
    /// assert_eq!(out.take(), []);
    /// ```
    pub fn take(&mut self) -> Vec<(Id, M)> {
        self.sent.drain(..).map(|sent| (sent.to, sent.message)).collect()
    }

    /// The receivers of the messages, in order.
    ///
    /// ```
    /// use interleaving::process::Outbox;
    ///
    /// let mut out = Outbox::new();
    /// out.send(2, "hello");
    /// assert_eq!(out.receivers().collect::<Vec<_>>(), [2]);
    /// ```
    pub fn receivers(&self) -> impl Iterator<Item = Id> + '_ {
        self.sent.iter().map(|sent| sent.to)
    }

    /// Takes all messages of `other` over, each as `wrap` makes it: for processes that are part of another one.
    ///
    /// ```
    /// use interleaving::process::Outbox;
    ///
    /// let (mut own, mut out) = (Outbox::new(), Outbox::new());
    /// own.send(1, 7);
    /// out.take_over(own, Some);
    /// assert_eq!(out.take(), [(1, Some(7))]);
    /// ```
    pub fn take_over<N>(&mut self, other: Outbox<N>, wrap: impl Fn(N) -> M) {
        let sent = other.sent.into_iter();
        self.sent.extend(sent.map(|Sent { to, message, at }| Sent { to, message: wrap(message), at }));
    }
}

impl<M> Default for Outbox<M> {
    fn default() -> Self {
        Self::new()
    }
}
