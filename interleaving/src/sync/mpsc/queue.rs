//! A modelled channel: the values on their way, and the steps of both ends.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};
use crate::run::{self, Object, Op};
use crate::show;
use crate::spec::{Action, Seed, Tid};

/// The part of a modelled channel that both ends share: the specification decides which thread may go on,
/// and this holds the values.
pub(super) struct Queue<T> {
    object: Object,
    rendezvous: bool,
    /// Each value with the ticket of its send and its sender.
    values: Mutex<VecDeque<(u64, Tid, T)>>,
    // Relaxed: model threads share an OS thread. Both repeat the specification's state, so that an error
    // can give the reason.
    senders: AtomicUsize,
    receiver: AtomicBool,
}

impl<T> Queue<T> {
    pub(super) fn new(bound: Option<usize>) -> Self {
        Self {
            object: Object::new(Seed::Channel(bound)),
            rendezvous: bound == Some(0),
            values: Mutex::new(VecDeque::new()),
            senders: AtomicUsize::new(1),
            receiver: AtomicBool::new(true),
        }
    }

    fn values(&self) -> MutexGuard<'_, VecDeque<(u64, Tid, T)>> {
        // Never held while a value is dropped, or over a switch, so no panic of the program poisons it.
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[track_caller]
    pub(super) fn send(&self, value: T) -> Result<(), SendError<T>> {
        let sent = run::perform(Op::new(Action::Send, &self.object));
        if !sent.ok {
            return Err(SendError(value));
        }
        self.put(sent.ticket, value);
        if !self.rendezvous {
            return Ok(());
        }
        run::perform(Op::new(Action::Handed, &self.object).ticket(sent.ticket));
        let mut values = self.values();
        match values.iter().position(|&(ticket, ..)| ticket == sent.ticket) {
            // The receiver was dropped before it took the value.
            Some(at) => values.remove(at).map_or(Ok(()), |(.., value)| Err(SendError(value))),
            None => Ok(()),
        }
    }

    #[track_caller]
    pub(super) fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        let sent = run::perform(Op::new(Action::TrySend, &self.object));
        if sent.ok {
            self.put(sent.ticket, value);
            Ok(())
        } else if self.receiver.load(Relaxed) {
            Err(TrySendError::Full(value))
        } else {
            Err(TrySendError::Disconnected(value))
        }
    }

    #[track_caller]
    pub(super) fn recv(&self) -> Result<T, RecvError> {
        self.ready();
        let received = run::perform(Op::new(Action::Recv, &self.object));
        self.got(received.ok).ok_or(RecvError)
    }

    #[track_caller]
    pub(super) fn try_recv(&self) -> Result<T, TryRecvError> {
        let received = run::perform(Op::new(Action::TryRecv, &self.object));
        self.got(received.ok).ok_or(if self.senders.load(Relaxed) == 0 {
            TryRecvError::Disconnected
        } else {
            TryRecvError::Empty
        })
    }

    #[track_caller]
    pub(super) fn recv_timeout(&self, limit: Duration) -> Result<T, RecvTimeoutError> {
        self.ready();
        let received = run::perform_for(Op::new(Action::RecvTimeout, &self.object), limit);
        self.got(received.ok).ok_or(if self.senders.load(Relaxed) == 0 {
            RecvTimeoutError::Disconnected
        } else {
            RecvTimeoutError::Timeout
        })
    }

    #[track_caller]
    pub(super) fn add_sender(&self) {
        run::perform(Op::new(Action::AddSender, &self.object));
        self.senders.fetch_add(1, Relaxed);
    }

    #[track_caller]
    pub(super) fn drop_sender(&self) {
        run::perform(Op::new(Action::DropSender, &self.object));
        self.senders.fetch_sub(1, Relaxed);
    }

    /// Drops the values that no thread will take; in a rendezvous channel the value goes back to its sender.
    #[track_caller]
    pub(super) fn drop_receiver(&self) {
        run::perform(Op::new(Action::DropReceiver, &self.object));
        self.receiver.store(false, Relaxed);
        if !self.rendezvous {
            let values = std::mem::take(&mut *self.values());
            drop(values);
        }
    }

    #[track_caller]
    fn ready(&self) {
        if self.rendezvous {
            run::perform(Op::new(Action::Ready, &self.object));
        }
    }

    fn put(&self, ticket: u64, value: T) {
        run::note(|| show::value(&value));
        self.values().push_back((ticket, run::running(), value));
    }

    fn got(&self, ok: bool) -> Option<T> {
        let (.., value) = if ok { self.take()? } else { return None };
        run::note(|| show::value(&value));
        Some(value)
    }

    /// Takes the first message, or the first of another sender that overtakes it.
    fn take(&self) -> Option<(u64, Tid, T)> {
        let overtaking = !self.rendezvous && run::overtaking();
        let at = if overtaking { run::one_of(&firsts(&self.values())) } else { 0 };
        self.values().remove(at)
    }
}

/// The index of each sender's first message.
fn firsts<T>(values: &VecDeque<(u64, Tid, T)>) -> Vec<usize> {
    let mut senders = Vec::new();
    let mut firsts = Vec::new();
    for (at, &(_, sender, _)) in values.iter().enumerate() {
        if !senders.contains(&sender) {
            senders.push(sender);
            firsts.push(at);
        }
    }
    firsts
}
