//! The effect of an operation, as its interpreter and its facade see it.

use super::Tid;

/// The effect of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Effect {
    /// True if a `try_` operation succeeded, and for any other unless its wait ended in vain (the channel
    /// was disconnected, or the wait timed out).
    pub(crate) ok: bool,
    /// The threads it woke.
    pub(crate) woken: Vec<Tid>,
    /// The operation's own number: the ticket of a send, the round at a barrier, the bytes of a read, the place of
    /// a message among those of its link.
    pub(crate) ticket: u64,
}

impl Effect {
    pub(super) fn yes() -> Self {
        Self { ok: true, ..Self::default() }
    }

    pub(super) fn no() -> Self {
        Self::default()
    }

    pub(super) fn of(ok: bool) -> Self {
        Self { ok, ..Self::default() }
    }

    pub(super) fn with(ticket: u64) -> Self {
        Self { ok: true, ticket, ..Self::default() }
    }
}
