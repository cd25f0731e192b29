//! The result of an exploration by loom.

use crate::run::step::Ended;

/// Why loom cannot check a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// It has more threads than loom can model.
    Threads,
    /// An execution is too long.
    Branches,
    /// It calls `try_lock`: loom takes a thread at one for a thread that waits.
    TryLock,
    /// A thread is meant to wait for ever.
    Waits,
    /// It has a network of processes.
    Processes,
    /// Internal: it has more atomics than were made in advance.
    Atomics,
    /// Internal: it has more cells than were made in advance.
    Cells,
    /// Internal: the order of sequentially consistent operations was not made in advance.
    Order,
    /// Any other reason, in loom's words.
    Other(String),
}

impl Limit {
    /// The limit that loom's panic message names.
    pub(super) fn of(text: &str) -> Self {
        if text.contains("maximum number of branches") {
            Self::Branches
        } else if text.contains("self.threads.len() < self.max()") {
            Self::Threads
        } else {
            Self::Other(text.lines().next().unwrap_or_default().to_owned())
        }
    }

    /// The reason, to follow on "cannot check with loom: ".
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Threads => "five threads at most".to_owned(),
            Self::Branches => "an execution is too long for it (a loop that writes, say)".to_owned(),
            Self::TryLock => "it takes a thread at a `try_lock` for one that waits".to_owned(),
            Self::Waits => "to it, a thread that waits for ever is a fault".to_owned(),
            Self::Processes => "processes share no memory".to_owned(),
            Self::Atomics | Self::Cells | Self::Order => "too many shared variables".to_owned(),
            Self::Other(text) => text.clone(),
        }
    }
}

/// The result of an exploration. The world has the last execution.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ran {
    pub(crate) executions: u64,
    pub(crate) exhausted: bool,
    /// Executions given up because only threads that spin were left.
    pub(crate) cut: u64,
    pub(crate) limit: Option<Limit>,
    /// How the last execution failed, if it did.
    pub(crate) failed: Option<Ended>,
    /// The program made a `SeqCst` access (fences do not count).
    pub(crate) seq_cst: bool,
    /// The program used an atomic.
    pub(crate) atomics: bool,
    /// The program made an access weaker than `SeqCst`.
    pub(crate) weak: bool,
}
