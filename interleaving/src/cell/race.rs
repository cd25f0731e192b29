//! Plain memory whose races are reported.

use std::cell::UnsafeCell;
use std::fmt;
use std::sync::{RwLock, TryLockError};

use crate::run::{self, Object, Op};
use crate::show;
use crate::spec::{Action, Seed};

/// A plain cell that threads share, like an `UnsafeCell` behind a hand-written lock.
///
/// Modelled: each access is a step. Two accesses are a data race, and end the check, if one of them
/// writes and nothing orders them by the C11 rules (a `Relaxed` access to an atomic orders nothing). On
/// real threads such accesses panic if they overlap.
///
/// ```
/// use interleaving::cell::RaceCell;
/// use interleaving::sync::atomic::{AtomicBool, Ordering};
/// use interleaving::{actor, check, concurrently};
///
/// check("a message is published", || {
///     let (message, ready) = (RaceCell::new(0), AtomicBool::new(false));
///     concurrently([
///         actor("publish", || {
///             message.set(42);
///             ready.store(true, Ordering::Release);
///         }),
///         actor("read", || {
///             if ready.load(Ordering::Acquire) {
///                 assert_eq!(message.get(), 42);
///             }
///         }),
///     ]);
/// });
/// ```
pub struct RaceCell<T: ?Sized> {
    object: Object,
    /// Held during each access, so that a misuse of `with` panics.
    held: RwLock<()>,
    value: UnsafeCell<T>,
}

// SAFETY: `held` admits many readers or one writer, and an access that it does not admit panics first.
unsafe impl<T: ?Sized + Send> Send for RaceCell<T> {}
// SAFETY: as above. `T: Sync`, because two threads may read at the same time.
unsafe impl<T: ?Sized + Send + Sync> Sync for RaceCell<T> {}

impl<T> RaceCell<T> {
    /// A cell with this value.
    pub const fn new(value: T) -> Self {
        Self { object: Object::new(Seed::Cell), held: RwLock::new(()), value: UnsafeCell::new(value) }
    }

    /// Sets the name that reports use.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// Returns a copy of the value.
    #[track_caller]
    pub fn get(&self) -> T
    where
        T: Copy,
    {
        self.with(|value| *value)
    }

    /// Replaces the value.
    #[track_caller]
    pub fn set(&self, value: T) {
        // Drops the former value after the access.
        let _former = self.with_mut(|place| std::mem::replace(place, value));
    }

    /// Returns the value.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized> RaceCell<T> {
    /// Calls `f` with the value, to read it. The access lasts until `f` returns.
    ///
    /// # Panics
    /// On real threads, if another thread is writing; on any thread, if it is inside a write of its own.
    #[track_caller]
    pub fn with<R>(&self, f: impl FnOnce(&T) -> R) -> R {
        let _access = run::access(Op::new(Action::CellRead, &self.object));
        let Some(_held) = entered(self.held.try_read()) else { conflict() };
        // SAFETY: `held` is locked for reading, so no thread writes.
        let value = unsafe { &*self.value.get() };
        run::note(|| show::value(value));
        f(value)
    }

    /// Calls `f` with the value, to write it. The access lasts until `f` returns.
    ///
    /// # Panics
    /// On real threads, if another thread has access; on any thread, if it is inside an access of its own.
    #[track_caller]
    pub fn with_mut<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        let access = run::access(Op::new(Action::CellWrite, &self.object));
        let Some(_held) = entered(self.held.try_write()) else { conflict() };
        // SAFETY: `held` is locked for writing, so no other access is going on.
        let value = unsafe { &mut *self.value.get() };
        run::note(|| show::value(value));
        let result = f(value);
        access.note(|| show::value(value));
        result
    }

    /// Returns the value; the exclusive reference proves that no other thread has access.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

/// The guard, even if an earlier access panicked.
fn entered<G>(tried: Result<G, TryLockError<G>>) -> Option<G> {
    match tried {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

#[track_caller]
fn conflict() -> ! {
    panic!("two accesses to a `RaceCell` at the same time, one of which writes")
}

impl<T: Default> Default for RaceCell<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for RaceCell<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized> fmt::Debug for RaceCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Debug output is not a step, so it does not read the value.
        f.debug_struct("RaceCell").finish_non_exhaustive()
    }
}
