//! Threads that wait for each other.

use std::fmt;

use crate::run::{self, Object, Op};
use crate::spec::{Action, Seed};

/// [`std::sync::Barrier`]: makes threads wait until all of them have arrived.
///
/// Modelled: the last thread to arrive is the leader and goes on at once; the others leave in any order, and a
/// thread may arrive for the next round before others have left the last one.
///
/// ```
/// use interleaving::sync::Barrier;
/// use interleaving::thread;
///
/// let start = Barrier::new(2);
/// let leaders = thread::scope(|scope| {
///     let other = scope.spawn(|| start.wait().is_leader());
///     usize::from(start.wait().is_leader()) + usize::from(other.join().unwrap())
/// });
/// assert_eq!(leaders, 1);
/// ```
pub struct Barrier {
    object: Object,
}

/// [`std::sync::BarrierWaitResult`]: says whether its thread is the leader of the round.
pub struct BarrierWaitResult(bool);

impl Barrier {
    /// A barrier for `n` threads. With 0, as with 1, no thread waits.
    #[must_use]
    pub const fn new(n: usize) -> Self {
        Self { object: Object::new(Seed::Barrier(n)) }
    }

    /// Sets the name that reports use.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// Waits until `n` threads have arrived. One of them is the leader.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let arrived = run::perform(Op::new(Action::Arrive, &self.object));
        if !arrived.ok {
            run::perform(Op::new(Action::Depart, &self.object).ticket(arrived.ticket));
        }
        BarrierWaitResult(arrived.ok)
    }
}

impl BarrierWaitResult {
    /// Returns whether this thread is the leader of its round.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Barrier").finish_non_exhaustive()
    }
}

impl fmt::Debug for BarrierWaitResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BarrierWaitResult").field("is_leader", &self.is_leader()).finish()
    }
}
