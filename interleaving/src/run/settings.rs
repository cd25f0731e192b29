//! The settings that all executions of a check share.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::progress::Progress;

/// How a check's executions run, and which of their endings are failures.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The steps after which an execution only looks for an end.
    pub(crate) step_bound: usize,
    pub(crate) may_panic: bool,
    /// Condition variables may wake spuriously.
    pub(crate) spurious: bool,
    /// Weak exchanges may fail spuriously.
    pub(crate) weak: bool,
    /// Messages of different senders may overtake each other.
    pub(crate) overtaking: bool,
    /// A read, or a write, of a socket may return early.
    pub(crate) short_reads: bool,
    pub(crate) short_writes: bool,
    /// The bytes that each direction of a connection holds.
    pub(crate) socket_buffer: usize,
    /// Every lock and semaphore admits every thread (to see what a stub is worth without them).
    pub(crate) locks_off: bool,
    /// A thread that waits in a loop must yield.
    pub(crate) must_yield: bool,
    /// If set, a deadlock is a valid ending; records that one happened.
    pub(crate) any_end: Option<Arc<AtomicBool>>,
    /// A thread may end while it holds a lock.
    pub(crate) leaks: bool,
    /// Addresses and hash seeds are the same in every execution.
    pub(crate) repeatable: bool,
    pub(crate) progress: Arc<Progress>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            step_bound: 5_000,
            may_panic: false,
            spurious: false,
            weak: false,
            overtaking: false,
            short_reads: false,
            short_writes: false,
            socket_buffer: 64 << 10,
            locks_off: false,
            must_yield: false,
            any_end: None,
            leaks: false,
            repeatable: false,
            progress: Arc::default(),
        }
    }
}
