//! A number and a bare lock, which is never released automatically.
//!
//! Each of the three functions has its own way of keeping the lock. Run the tests to see them fail.

use interleaving::cell::Shared;
use interleaving::sync::RawLock;
use interleaving::thread;

/// A number and its key, the lock to hold while reading or changing the number. This type is fixed.
pub struct Register {
    /// Protects `a`, if everybody takes it.
    pub key: RawLock,
    /// The number.
    pub a: Shared<i64>,
}

impl Register {
    /// An unlocked register that holds `a`.
    pub fn new(a: i64) -> Self {
        Self { key: RawLock::new().named("key"), a: Shared::new(a) }
    }
}

/// Holds the lock for as long as it lives. The signatures are fixed, the fields are yours.
pub struct Guard<'a> {
    key: &'a RawLock,
}

impl<'a> Guard<'a> {
    /// Waits for the lock and takes it.
    #[track_caller] // so that a report shows the line that takes the guard
    pub fn new(key: &'a RawLock) -> Self {
        key.acquire();
        Self { key }
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        // TODO: Release the lock.
        let _ = self.key;
    }
}

/// Replaces the number with the result of `change`.
///
/// `change` is called once, while nobody else is inside. It may panic; then the number stays as it was.
pub fn add(register: &Register, change: impl FnOnce(i64) -> i64) {
    // TODO: Case 1: the lock is never released.
    register.key.acquire();
    let a = register.a.get();
    register.a.set(change(a));
}

/// If the number is 5, leaves 0 in its place and then calls `found`; otherwise does nothing.
///
/// `found` is called while nobody else is inside. It may panic; the five is taken all the same.
pub fn take_five(register: &Register, found: impl FnOnce()) {
    // TODO: Case 2: the lock is released only if the number is 5.
    register.key.acquire();
    if register.a.get() == 5 {
        register.a.set(0);
        found();
        register.key.release();
    }
}

/// Returns once it has read a 5.
pub fn wait_for_five(register: &Register) {
    // TODO: Case 3: a thread that waits here keeps out every thread that could bring the five.
    register.key.acquire();
    while register.a.get() != 5 {
        thread::yield_now();
    }
    register.key.release();
}
