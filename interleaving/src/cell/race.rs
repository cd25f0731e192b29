//! Plain memory whose races are reported.

use std::cell::UnsafeCell;
use std::fmt;
use std::sync::{RwLock, TryLockError};

use crate::run::{self, Object, Op};
use crate::show;
use crate::spec::{Action, Seed};

/// A plain cell that threads share: what an `UnsafeCell` behind a lock of one's own is.
///
/// Modelled: each access is a step. Two accesses of which one writes, and which nothing orders by the
/// C11 rules (a `Relaxed` access to an atomic makes no order), are a data race and end the check. On
/// real threads two accesses at the same time panic.
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
    /// Held during each access: makes a misuse of `with` a panic.
    held: RwLock<()>,
    value: UnsafeCell<T>,
}

// SAFETY: `held` lets many read or one write, and whoever comes at the wrong time does not get in.
unsafe impl<T: ?Sized + Send> Send for RaceCell<T> {}
// SAFETY: as above. `T: Sync`, because two threads may read at the same time.
unsafe impl<T: ?Sized + Send + Sync> Sync for RaceCell<T> {}

impl<T> RaceCell<T> {
    /// A cell with this value.
    pub const fn new(value: T) -> Self {
        Self { object: Object::new(Seed::Cell), held: RwLock::new(()), value: UnsafeCell::new(value) }
    }

    /// Gives it the name that reports use.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// A copy of the value.
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
        // The former value is dropped after the access.
        let _former = self.with_mut(|place| std::mem::replace(place, value));
    }

    /// The value.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized> RaceCell<T> {
    /// Lets `f` read the value. The access lasts as long as `f` does.
    ///
    /// # Panics
    /// On real threads, if another writes at the same time; if this thread is in the middle of a write.
    #[track_caller]
    pub fn with<R>(&self, f: impl FnOnce(&T) -> R) -> R {
        let _access = run::access(Op::new(Action::CellRead, &self.object));
        let Some(_held) = entered(self.held.try_read()) else { conflict() };
        // SAFETY: nobody writes as long as `held` is read.
        let value = unsafe { &*self.value.get() };
        run::note(|| show::value(value));
        f(value)
    }

    /// Lets `f` write the value. The access lasts as long as `f` does.
    ///
    /// # Panics
    /// On real threads, if another is here at the same time; if this thread is in the middle of an access.
    #[track_caller]
    pub fn with_mut<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        let access = run::access(Op::new(Action::CellWrite, &self.object));
        let Some(_held) = entered(self.held.try_write()) else { conflict() };
        // SAFETY: nobody else is here as long as `held` is written.
        let value = unsafe { &mut *self.value.get() };
        run::note(|| show::value(value));
        let result = f(value);
        access.note(|| show::value(value));
        result
    }

    /// The value; the exclusive reference proves that nobody else is there.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

/// The guard, whether or not another access ended in a panic.
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
        // Not a step of the program: printing a cell does not look inside.
        f.debug_struct("RaceCell").finish_non_exhaustive()
    }
}
