//! Waiting for a condition.

use std::sync::LockResult;

use super::MutexGuard;
use crate::run::{self, Object, Op};
use crate::spec::{Action, Seed, Waiting};
use crate::time::{Duration, Instant};

/// [`std::sync::Condvar`]: lets threads sleep until they are notified.
///
/// Modelled: `wait` releases the lock and begins to wait in one step; `notify_one` wakes any of the
/// waiters; a notification without a waiter is lost; spurious wakeups happen only where the check asks
/// for them. A `wait_timeout` may time out at any moment.
///
/// ```
/// use interleaving::sync::{Condvar, Mutex};
///
/// let (ready, changed) = (Mutex::new(true), Condvar::new());
/// let mut guard = ready.lock().unwrap();
/// while !*guard {
///     guard = changed.wait(guard).unwrap();
/// }
/// ```
#[derive(Debug)]
pub struct Condvar {
    object: Object,
}

/// [`std::sync::WaitTimeoutResult`]: whether a wait timed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Returns whether the wait timed out.
    #[must_use]
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

impl Condvar {
    /// A condition variable without waiters.
    #[must_use]
    pub const fn new() -> Self {
        Self { object: Object::new(Seed::Condvar) }
    }

    /// Sets the name that reports use.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// Releases the lock, sleeps until it is notified, and takes the lock again.
    ///
    /// # Errors
    /// If a holder of the lock panicked; the error contains the guard.
    #[track_caller]
    pub fn wait<'a, T: ?Sized>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        let (mutex, wrote) = guard.leave();
        run::perform(Op::new(Action::Wait, &self.object).with(mutex.object()));
        mutex.note_left(wrote);
        run::perform(Op::new(Action::Wake(Waiting::Untimed), &self.object).with(mutex.object()));
        mutex.taken()
    }

    /// Waits as long as `condition` holds.
    ///
    /// # Errors
    /// If a holder of the lock panicked; the error contains the guard.
    #[track_caller]
    pub fn wait_while<'a, T: ?Sized>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<MutexGuard<'a, T>> {
        while guard.holds(&mut condition) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// As [`wait`](Self::wait), for at most `limit`.
    ///
    /// # Errors
    /// If a holder of the lock panicked; the error contains the guard and the result.
    #[track_caller]
    pub fn wait_timeout<'a, T: ?Sized>(
        &self,
        guard: MutexGuard<'a, T>,
        limit: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let (mutex, wrote) = guard.leave();
        run::perform(Op::new(Action::Wait, &self.object).with(mutex.object()));
        mutex.note_left(wrote);
        let wake = Op::new(Action::Wake(Waiting::Timed), &self.object).with(mutex.object());
        let effect = run::perform_for(wake, limit);
        let result = WaitTimeoutResult(!effect.ok);
        match mutex.taken() {
            Ok(guard) => Ok((guard, result)),
            Err(poisoned) => Err(std::sync::PoisonError::new((poisoned.into_inner(), result))),
        }
    }

    /// As [`wait_while`](Self::wait_while), for at most `limit`.
    ///
    /// # Errors
    /// If a holder of the lock panicked; the error contains the guard and the result.
    #[track_caller]
    pub fn wait_timeout_while<'a, T: ?Sized>(
        &self,
        mut guard: MutexGuard<'a, T>,
        limit: Duration,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let start = Instant::unseen();
        while guard.holds(&mut condition) {
            let left = limit.saturating_sub(Instant::unseen().duration_since(start));
            let (again, result) = self.wait_timeout(guard, left)?;
            guard = again;
            if result.timed_out() {
                let still = guard.holds(&mut condition);
                return Ok((guard, WaitTimeoutResult(still)));
            }
        }
        Ok((guard, WaitTimeoutResult(false)))
    }

    /// Wakes one waiter, if there is one.
    #[track_caller]
    pub fn notify_one(&self) {
        run::perform(Op::new(Action::NotifyOne, &self.object));
    }

    /// Wakes all waiters.
    #[track_caller]
    pub fn notify_all(&self) {
        run::perform(Op::new(Action::NotifyAll, &self.object));
    }
}

impl Default for Condvar {
    fn default() -> Self {
        Self::new()
    }
}
