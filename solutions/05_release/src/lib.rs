//! A number and a bare lock, which is never released automatically: the reference.
//!
//! A function has more ways out than you see: its end, each `return`, each `?`, and each call that may
//! panic. A destructor runs on all of them. So the lock is tied to a value, and nobody writes `release`.

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
        // Runs once for each guard: a guard is neither `Clone` nor `Copy`, and nothing else calls `release`.
        self.key.release();
    }
}

/// Replaces the number with the result of `change`.
///
/// `change` is called once, while nobody else is inside. It may panic; then the number stays as it was.
pub fn add(register: &Register, change: impl FnOnce(i64) -> i64) {
    // The guard needs a name: `let _ = …` would drop it at the end of this line, and protect nothing.
    let _guard = Guard::new(&register.key);
    let a = register.a.get();
    register.a.set(change(a));
}

/// If the number is 5, leaves 0 in its place and then calls `found`; otherwise does nothing.
///
/// `found` is called while nobody else is inside. It may panic; the five is taken all the same.
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
        // A guard for each check: between two checks, the thread that has the five can get in.
        let guard = Guard::new(&register.key);
        if register.a.get() == 5 {
            return;
        }
        drop(guard);
        thread::yield_now();
    }
}

// Another way: a function `locked(lock, work)` that takes the lock, calls `work` and releases the lock. It
// needs a guard inside for the panic, but its callers can neither forget the guard nor drop it too early.
