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
/// Modelled: `lock` waits until the lock is free, any waiter may get it next, and a lock whose holder
/// panicked is poisoned. A thread that locks a mutex that it holds already is in a deadlock.
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

/// [`std::sync::MutexGuard`]: releases the lock when it is dropped.
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct MutexGuard<'a, T: ?Sized> {
    mutex: &'a Mutex<T>,
    /// True if the thread was already unwinding when it took the lock; such a guard does not poison.
    unwinding: bool,
    /// True if the value was borrowed mutably: reports distinguish a read from a write.
    wrote: bool,
    /// Keeps the guard in its thread, as std's.
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

    /// Sets the name that reports use.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// Returns the value.
    ///
    /// # Errors
    /// If a holder panicked; the error contains the value.
    pub fn into_inner(self) -> LockResult<T> {
        let poisoned = self.is_poisoned();
        wrap(poisoned, self.data.into_inner())
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits until the lock is free and takes it.
    ///
    /// # Errors
    /// If a holder panicked; the error contains the guard.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        run::perform(Op::new(Action::Lock, &self.object));
        self.taken()
    }

    /// Takes the lock if it is free.
    ///
    /// # Errors
    /// [`TryLockError::WouldBlock`] if it is not, [`TryLockError::Poisoned`] if a holder panicked.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        if run::perform(Op::new(Action::TryLock, &self.object)).ok {
            Ok(self.taken()?)
        } else {
            Err(TryLockError::WouldBlock)
        }
    }

    /// Returns the value without locking: the exclusive reference proves that no other thread has access.
    ///
    /// # Errors
    /// If a holder panicked; the error contains the reference.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        let poisoned = self.is_poisoned();
        wrap(poisoned, self.data.get_mut())
    }

    /// Returns whether a holder panicked.
    pub fn is_poisoned(&self) -> bool {
        self.poisoned.load(Relaxed)
    }

    /// Forgets that a holder panicked.
    pub fn clear_poison(&self) {
        self.poisoned.store(false, Relaxed);
    }

    /// The guard of a lock that this thread has just taken.
    pub(super) fn taken(&self) -> LockResult<MutexGuard<'_, T>> {
        // SAFETY: this thread holds the lock, so no other reaches the value while it is shown.
        run::note(|| show::value(unsafe { &*self.data.get() }));
        let guard =
            MutexGuard { mutex: self, unwinding: run::unwinding(), wrote: false, not_send: PhantomData };
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
    /// Evaluates a condition on the value. Few conditions write, so its mutable borrow is not noted as a write.
    pub(super) fn holds(&mut self, condition: &mut impl FnMut(&mut T) -> bool) -> bool {
        let wrote = self.wrote;
        let holds = condition(&mut **self);
        self.wrote = wrote;
        holds
    }

    /// Takes the guard apart without unlocking; poisons the lock if the thread began to unwind meanwhile.
    pub(super) fn leave(self) -> (&'a Mutex<T>, bool) {
        let (mutex, wrote) = (self.mutex, self.wrote);
        self.poison();
        std::mem::forget(self);
        (mutex, wrote)
    }

    fn poison(&self) {
        if !self.unwinding && run::unwinding() {
            self.mutex.poisoned.store(true, Relaxed);
        }
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Notes the value at the unlock, and whether the guard was used to write.
    pub(super) fn note_left(&self, wrote: bool) {
        if wrote {
            run::wrote();
        }
        // SAFETY: called between the unlock's step and the next switch, so no other thread reaches the value.
        run::note(|| show::value(unsafe { &*self.data.get() }));
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    #[track_caller]
    fn drop(&mut self) {
        self.poison();
        run::perform(Op::new(Action::Unlock, &self.mutex.object));
        self.mutex.note_left(self.wrote);
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
        self.wrote = true;
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
        // Debug output is not a step, so it does not read the value.
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
