//! An atomic pointer.

use std::fmt;

use super::{Ordering, check_load, check_store};
use crate::run::{self, Mode, Object, Op};
use crate::spec::{Action, Seed};

/// [`std::sync::atomic::AtomicPtr`]: a `*mut T` that threads may share.
///
/// ```
/// use interleaving::sync::atomic::{AtomicPtr, Ordering};
///
/// let mut value = 5;
/// let pointer = AtomicPtr::new(&raw mut value);
/// assert_eq!(pointer.swap(std::ptr::null_mut(), Ordering::AcqRel), &raw mut value);
/// ```
pub struct AtomicPtr<T> {
    object: Object,
    value: std::sync::atomic::AtomicPtr<T>,
}

impl<T> AtomicPtr<T> {
    /// An atomic with this value.
    #[must_use]
    pub const fn new(value: *mut T) -> Self {
        Self { object: Object::new(Seed::Atomic), value: std::sync::atomic::AtomicPtr::new(value) }
    }

    /// Sets the name that reports use.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// Returns the value.
    ///
    /// # Panics
    /// If `order` is `Release` or `AcqRel`.
    #[track_caller]
    pub fn load(&self, order: Ordering) -> *mut T {
        check_load(order);
        if run::native::reached() {
            return self.value.load(order);
        }
        let op = Op::new(Action::Load(order), &self.object);
        if run::mode() == Mode::Loom {
            return run::loom::load(op, self.value.load(Ordering::SeqCst), order);
        }
        run::perform(op);
        self.value.load(Ordering::SeqCst)
    }

    /// Replaces the value.
    ///
    /// # Panics
    /// If `order` is `Acquire` or `AcqRel`.
    #[track_caller]
    pub fn store(&self, value: *mut T, order: Ordering) {
        check_store(order);
        if run::native::reached() {
            return self.value.store(value, order);
        }
        let op = Op::new(Action::Store(order), &self.object);
        if run::mode() == Mode::Loom {
            run::loom::store(op, self.value.load(Ordering::SeqCst), value, order);
            return self.value.store(value, Ordering::SeqCst);
        }
        run::perform(op);
        self.value.store(value, Ordering::SeqCst);
    }

    /// Replaces the value and returns the former one.
    #[track_caller]
    pub fn swap(&self, value: *mut T, order: Ordering) -> *mut T {
        if run::native::reached() {
            return self.value.swap(value, order);
        }
        let op = Op::new(Action::Update(order), &self.object);
        if run::mode() == Mode::Loom {
            let first = self.value.load(Ordering::SeqCst);
            let former = run::loom::update(op, first, order, run::loom::Change::Set(value), |_| value);
            self.value.store(value, Ordering::SeqCst);
            return former;
        }
        run::perform(op);
        self.value.swap(value, Ordering::SeqCst)
    }

    /// Replaces the value if it is `current`. Returns the former value either way.
    ///
    /// # Errors
    /// With the value that was there instead.
    ///
    /// # Panics
    /// If `failure` is `Release` or `AcqRel`.
    #[track_caller]
    pub fn compare_exchange(
        &self,
        current: *mut T,
        new: *mut T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<*mut T, *mut T> {
        if run::native::reached() {
            check_load(failure);
            return self.value.compare_exchange(current, new, success, failure);
        }
        self.exchange(current, new, (success, failure), false)
    }

    #[track_caller]
    fn exchange(
        &self,
        current: *mut T,
        new: *mut T,
        (success, failure): (Ordering, Ordering),
        weak: bool,
    ) -> Result<*mut T, *mut T> {
        check_load(failure);
        let op = Op::new(Action::CompareExchange(success, failure), &self.object);
        if run::mode() == Mode::Loom {
            let first = self.value.load(Ordering::SeqCst);
            let found = run::loom::compare_exchange(op, first, current, new, (success, failure))?;
            self.value.store(new, Ordering::SeqCst);
            return Ok(found);
        }
        run::perform(op);
        let found = self.value.load(Ordering::SeqCst);
        if weak && found == current && run::fails_weakly() {
            run::failed();
            return Err(found);
        }
        let outcome = self.value.compare_exchange(current, new, Ordering::SeqCst, Ordering::SeqCst);
        if outcome.is_err() {
            run::failed();
        }
        outcome
    }

    /// As [`compare_exchange`](Self::compare_exchange), but it may fail spuriously, which a check explores
    /// if [`Check::weak_exchanges_fail`](crate::Check::weak_exchanges_fail) is set.
    ///
    /// # Errors
    /// With the value that was there.
    ///
    /// # Panics
    /// If `failure` is `Release` or `AcqRel`.
    #[track_caller]
    pub fn compare_exchange_weak(
        &self,
        current: *mut T,
        new: *mut T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<*mut T, *mut T> {
        if run::native::reached() {
            return self.value.compare_exchange_weak(current, new, success, failure);
        }
        self.exchange(current, new, (success, failure), true)
    }

    /// Replaces the value by what `f` makes of it; retries if another thread changed it meanwhile.
    ///
    /// # Errors
    /// With the value for which `f` returned `None`.
    #[track_caller]
    pub fn fetch_update(
        &self,
        set: Ordering,
        fetch: Ordering,
        mut f: impl FnMut(*mut T) -> Option<*mut T>,
    ) -> Result<*mut T, *mut T> {
        let mut current = self.load(fetch);
        while let Some(next) = f(current) {
            match self.compare_exchange(current, next, set, fetch) {
                Ok(former) => return Ok(former),
                Err(found) => current = found,
            }
        }
        Err(current)
    }

    /// Returns the value; the exclusive reference proves that no other thread has access.
    pub fn get_mut(&mut self) -> &mut *mut T {
        self.value.get_mut()
    }

    /// Returns the value.
    #[must_use]
    pub fn into_inner(self) -> *mut T {
        self.value.into_inner()
    }
}

impl<T> Default for AtomicPtr<T> {
    fn default() -> Self {
        Self::new(std::ptr::null_mut())
    }
}

impl<T> From<*mut T> for AtomicPtr<T> {
    fn from(value: *mut T) -> Self {
        Self::new(value)
    }
}

impl<T> fmt::Debug for AtomicPtr<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Debug output is not a step.
        self.value.fmt(f)
    }
}

impl<T> fmt::Pointer for AtomicPtr<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Pointer::fmt(&self.value, f)
    }
}
