//! The state of a process, and of a one-way channel between two processes.

use std::collections::VecDeque;

use super::{Action, Tid};

/// The ticket of an [`Action::Input`] that waits for a condition.
pub(crate) const GUARDED: u64 = 1;

/// The ticket of an [`Action::Post`] to a process that has crashed.
pub(crate) const IN_VAIN: u64 = 1;

/// A process, as far as its steps depend on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Process {
    /// The users whose condition holds.
    pub(crate) ready: Vec<Tid>,
    /// It has crashed, and its users have gone.
    pub(crate) crashed: bool,
}

impl Process {
    /// Returns whether the user `me` may act, who waits for a condition if the ticket says so.
    pub(super) fn may_act(&self, me: Tid, ticket: u64) -> bool {
        !self.crashed && (ticket != GUARDED || self.ready.contains(&me))
    }
}

/// A one-way channel between two processes, which keeps the order of its messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Link {
    sent: u64,
    /// The numbers of the messages under way, the oldest first.
    under_way: VecDeque<u64>,
}

impl Link {
    /// Returns whether messages are under way.
    pub(super) fn is_busy(&self) -> bool {
        !self.under_way.is_empty()
    }

    /// Loses all messages under way but the first `kept`; returns their numbers.
    pub(crate) fn keep(&mut self, kept: usize) -> Vec<u64> {
        self.under_way.drain(kept.min(self.under_way.len())..).collect()
    }

    /// The last message was sent in vain.
    pub(crate) fn drop_last(&mut self) {
        self.under_way.pop_back();
    }

    /// Does `action`; returns the number of its message.
    pub(super) fn apply(&mut self, action: Action) -> u64 {
        match action {
            Action::Post => {
                self.under_way.push_back(self.sent);
                self.sent += 1;
                self.sent - 1
            }
            Action::Deliver => self.under_way.pop_front().unwrap_or_default(),
            _ => 0,
        }
    }
}
