//! breaks: rule 1, rule 2, rule 4, result mistaken for a difference
//!
//! `add` adds the result of `change` to the number.

use interleaving::cell::Shared;
use interleaving::sync::RawLock;
use interleaving::thread;

/// A number and its key.
pub struct Register {
    /// Protects `a`, if everybody takes it.
    pub key: RawLock,
    /// The number.
    pub a: Shared<i64>,
}

impl Register {
    /// A register that holds `a`.
    pub fn new(a: i64) -> Self {
        Self { key: RawLock::new().named("key"), a: Shared::new(a) }
    }
}

/// Holds the lock for as long as it lives.
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
        self.key.release();
    }
}

/// Replaces the number with the result of `change`.
pub fn add(register: &Register, change: impl FnOnce(i64) -> i64) {
    let _guard = Guard::new(&register.key);
    let a = register.a.get();
    register.a.set(a + change(a));
}

/// If the number is 5, leaves 0 in its place and then calls `found`.
pub fn take_five(register: &Register, found: impl FnOnce()) {
    let _guard = Guard::new(&register.key);
    if register.a.get() == 5 {
        register.a.set(0);
        found();
    }
}

/// Returns once it has read a 5.
pub fn wait_for_five(register: &Register) {
    loop {
        let guard = Guard::new(&register.key);
        if register.a.get() == 5 {
            return;
        }
        drop(guard);
        thread::yield_now();
    }
}
