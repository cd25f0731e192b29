//! The property that a check demands of its executions.

/// Which executions must end well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// Every execution.
    Always,
    /// None: all executions are explored, however they end (to compare searches).
    #[cfg(test)]
    Everything,
    /// At least one; the others may wait for ever, but not panic.
    Possible,
}
