//! Mutual exclusion.

use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};

use crate::run::{self, Object, Op};
use crate::show;
use crate::spec::{Action, Seed};

/// [`std::sync::Mutex`]: a lock around a value.
///
/// Modelled: `lock` waits until nobody holds the lock, whoever waits may get it next, and a lock whose
/// holder panicked is poisoned. Locking a mutex that the thread holds already is a deadlock.
///
/// ```
/// use interleaving::sync::Mutex;
///
/// let balance = Mutex::new(10);
/// *balance.lock().unwrap() -= 8;
/// assert_eq!(balance.into_inner().unwrap(), 2);
/// ```
pub struct Mutex<T: ?Sized> {
    object: Object,
    poisoned: AtomicBool,
    data: UnsafeCell<T>,
}

// SAFETY: the specification lets one thread at a time reach `data`, as `std::sync::Mutex` does.
unsafe impl<T: ?Sized + Send> Send for Mutex<T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Send> Sync for Mutex<T> {}
impl<T: ?Sized> UnwindSafe for Mutex<T> {}
impl<T: ?Sized> RefUnwindSafe for Mutex<T> {}

/// [`std::sync::MutexGuard`]: lets go of the lock when it is dropped.
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct MutexGuard<'a, T: ?Sized> {
    mutex: &'a Mutex<T>,
    /// Whether its thread was unwinding when it took the lock: then it does not poison.
    unwinding: bool,
    /// As std's guard, it stays in its thread.
    not_send: PhantomData<*const ()>,
}

// SAFETY: sharing a guard shares `&T` only.
unsafe impl<T: ?Sized + Sync> Sync for MutexGuard<'_, T> {}

impl<T> Mutex<T> {
    /// A free lock around `value`.
    pub const fn new(value: T) -> Self {
        Self {
            object: Object::new(Seed::Mutex),
            poisoned: AtomicBool::new(false),
            data: UnsafeCell::new(value),
        }
    }

    /// Gives the lock the name that reports use.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// The value.
    ///
    /// # Errors
    /// If a holder panicked; the error has the value.
    pub fn into_inner(self) -> LockResult<T> {
        let poisoned = self.is_poisoned();
        wrap(poisoned, self.data.into_inner())
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits until nobody holds the lock and takes it.
    ///
    /// # Errors
    /// If a holder panicked; the error has the guard.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        run::perform(Op::new(Action::Lock, &self.object));
        self.taken()
    }

    /// Takes the lock if nobody holds it.
    ///
    /// # Errors
    /// [`TryLockError::WouldBlock`] if somebody does, [`TryLockError::Poisoned`] if a holder panicked.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        if run::perform(Op::new(Action::TryLock, &self.object)).ok {
            Ok(self.taken()?)
        } else {
            Err(TryLockError::WouldBlock)
        }
    }

    /// The value, without locking: the exclusive reference proves that nobody else is there.
    ///
    /// # Errors
    /// If a holder panicked; the error has the reference.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        let poisoned = self.is_poisoned();
        wrap(poisoned, self.data.get_mut())
    }

    /// Whether a holder panicked.
    pub fn is_poisoned(&self) -> bool {
        self.poisoned.load(Relaxed)
    }

    /// Forgets that a holder panicked.
    pub fn clear_poison(&self) {
        self.poisoned.store(false, Relaxed);
    }

    /// The guard of a lock that this thread has just taken.
    pub(super) fn taken(&self) -> LockResult<MutexGuard<'_, T>> {
        // SAFETY: the lock is ours, so nobody else reaches the value while it is shown.
        run::note(|| show::value(unsafe { &*self.data.get() }));
        let guard = MutexGuard { mutex: self, unwinding: run::unwinding(), not_send: PhantomData };
        wrap(self.is_poisoned(), guard)
    }

    pub(super) fn object(&self) -> &Object {
        &self.object
    }
}

pub(super) fn wrap<V>(poisoned: bool, value: V) -> LockResult<V> {
    if poisoned { Err(PoisonError::new(value)) } else { Ok(value) }
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// Notes what the lock leaves, and poisons it if its thread began to unwind while it held it.
    pub(super) fn leave(self) -> &'a Mutex<T> {
        let mutex = self.mutex;
        self.poison();
        std::mem::forget(self);
        mutex
    }

    fn poison(&self) {
        if !self.unwinding && run::unwinding() {
            self.mutex.poisoned.store(true, Relaxed);
        }
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Notes the value that a lock was left with.
    pub(super) fn note_left(&self) {
        // SAFETY: called between the unlock's step and the next switch: nobody else reaches the value.
        run::note(|| show::value(unsafe { &*self.data.get() }));
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    #[track_caller]
    fn drop(&mut self) {
        self.poison();
        run::perform(Op::new(Action::Unlock, &self.mutex.object));
        self.mutex.note_left();
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the lock.
        unsafe { &*self.mutex.data.get() }
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard holds the lock, and it is borrowed exclusively.
        unsafe { &mut *self.mutex.data.get() }
    }
}

impl<T: Default> Default for Mutex<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for Mutex<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not a step of the program: printing a lock does not look inside.
        f.debug_struct("Mutex").field("poisoned", &self.is_poisoned()).finish_non_exhaustive()
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
