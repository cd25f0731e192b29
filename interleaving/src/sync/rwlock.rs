//! Many readers or one writer.

use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{LockResult, TryLockError, TryLockResult};

use super::mutex::wrap;
use crate::run::{self, Object, Op};
use crate::show;
use crate::spec::{Action, Seed};

/// [`std::sync::RwLock`]: a lock that many threads hold to read, or one to write.
///
/// Modelled: any waiter may be next, reader or writer, and a lock whose writer panicked is poisoned. A
/// thread is in a deadlock if it writes while it holds the lock in any way, or reads while it writes.
/// It may read twice, though std may wait for a writer in between.
///
/// ```
/// use interleaving::sync::RwLock;
///
/// let price = RwLock::new(10);
/// *price.write().unwrap() += 5;
/// assert_eq!(*price.read().unwrap() + *price.read().unwrap(), 30);
/// ```
pub struct RwLock<T: ?Sized> {
    object: Object,
    poisoned: AtomicBool,
    data: UnsafeCell<T>,
}

// SAFETY: the specification lets many read or one write, as `std::sync::RwLock` does.
unsafe impl<T: ?Sized + Send> Send for RwLock<T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}
impl<T: ?Sized> UnwindSafe for RwLock<T> {}
impl<T: ?Sized> RefUnwindSafe for RwLock<T> {}

/// [`std::sync::RwLockReadGuard`]: releases the lock when it is dropped.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    /// Keeps the guard in its thread, as std's.
    not_send: PhantomData<*const ()>,
}

// SAFETY: sharing a guard shares `&T` only.
unsafe impl<T: ?Sized + Sync> Sync for RwLockReadGuard<'_, T> {}

/// [`std::sync::RwLockWriteGuard`]: releases the lock when it is dropped.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    /// True if the thread was already unwinding when it took the lock; such a guard does not poison.
    unwinding: bool,
    /// Keeps the guard in its thread, as std's.
    not_send: PhantomData<*const ()>,
}

// SAFETY: sharing a guard shares `&T` only.
unsafe impl<T: ?Sized + Sync> Sync for RwLockWriteGuard<'_, T> {}

impl<T> RwLock<T> {
    /// A free lock around `value`.
    pub const fn new(value: T) -> Self {
        Self {
            object: Object::new(Seed::RwLock),
            poisoned: AtomicBool::new(false),
            data: UnsafeCell::new(value),
        }
    }

    /// Sets the name that reports use.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// Returns the value.
    ///
    /// # Errors
    /// If a writer panicked; the error contains the value.
    pub fn into_inner(self) -> LockResult<T> {
        let poisoned = self.is_poisoned();
        wrap(poisoned, self.data.into_inner())
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Waits until no thread writes, and begins to read.
    ///
    /// # Errors
    /// If a writer panicked; the error contains the guard.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        run::perform(Op::new(Action::Read, &self.object));
        self.reading()
    }

    /// Begins to read if no thread writes.
    ///
    /// # Errors
    /// [`TryLockError::WouldBlock`] if one does, [`TryLockError::Poisoned`] if a writer panicked.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        if run::perform(Op::new(Action::TryRead, &self.object)).ok {
            Ok(self.reading()?)
        } else {
            Err(TryLockError::WouldBlock)
        }
    }

    /// Waits until no thread reads or writes, and begins to write.
    ///
    /// # Errors
    /// If a writer panicked; the error contains the guard.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        run::perform(Op::new(Action::Write, &self.object));
        self.writing()
    }

    /// Begins to write if no thread reads or writes.
    ///
    /// # Errors
    /// [`TryLockError::WouldBlock`] if one does, [`TryLockError::Poisoned`] if a writer panicked.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        if run::perform(Op::new(Action::TryWrite, &self.object)).ok {
            Ok(self.writing()?)
        } else {
            Err(TryLockError::WouldBlock)
        }
    }

    /// Returns the value without locking: the exclusive reference proves that no other thread has access.
    ///
    /// # Errors
    /// If a writer panicked; the error contains the reference.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        let poisoned = self.is_poisoned();
        wrap(poisoned, self.data.get_mut())
    }

    /// Returns whether a writer panicked.
    pub fn is_poisoned(&self) -> bool {
        self.poisoned.load(Relaxed)
    }

    /// Forgets that a writer panicked.
    pub fn clear_poison(&self) {
        self.poisoned.store(false, Relaxed);
    }

    fn reading(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        self.note();
        wrap(self.is_poisoned(), RwLockReadGuard { lock: self, not_send: PhantomData })
    }

    fn writing(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        self.note();
        let guard = RwLockWriteGuard { lock: self, unwinding: run::unwinding(), not_send: PhantomData };
        wrap(self.is_poisoned(), guard)
    }

    /// Notes the value, right after this thread has taken or released the lock.
    fn note(&self) {
        // SAFETY: this thread holds the lock, or held it and no switch has happened since: no thread writes.
        run::note(|| show::value(unsafe { &*self.data.get() }));
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    #[track_caller]
    fn drop(&mut self) {
        run::perform(Op::new(Action::Unread, &self.lock.object));
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    #[track_caller]
    fn drop(&mut self) {
        if !self.unwinding && run::unwinding() {
            self.lock.poisoned.store(true, Relaxed);
        }
        run::perform(Op::new(Action::Unwrite, &self.lock.object));
        self.lock.note();
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the lock to read.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the lock to write.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard holds the lock to write, and it is borrowed exclusively.
        unsafe { &mut *self.lock.data.get() }
    }
}

impl<T: Default> Default for RwLock<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for RwLock<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Debug output is not a step, so it does not read the value.
        f.debug_struct("RwLock").field("poisoned", &self.is_poisoned()).finish_non_exhaustive()
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
