//! A number, and a bare lock that nothing releases by itself: the reference.
//!
//! A function has more ways out than one sees: its end, each `return`, each `?`, and each call that may
//! panic. A destructor runs on all of them. So the lock is tied to a value, and nobody writes `release`.

use interleaving::cell::Shared;
use interleaving::sync::RawLock;
use interleaving::thread;

/// A number, and the lock to be held by whoever looks at it or changes it: its key. This is fixed.
pub struct Register {
    /// Protects `a`, if everybody takes it.
    pub key: RawLock,
    /// The number.
    pub a: Shared<i64>,
}

impl Register {
    /// A register that holds `a`, and that nobody has locked.
    pub fn new(a: i64) -> Self {
        Self { key: RawLock::new().named("key"), a: Shared::new(a) }
    }
}

/// A lock that is held for as long as this lives. The signatures are fixed, the fields are yours.
pub struct Guard<'a> {
    key: &'a RawLock,
}

impl<'a> Guard<'a> {
    /// Waits for the lock and takes it.
    #[track_caller] // so that a report shows the line that wanted the guard
    pub fn new(key: &'a RawLock) -> Self {
        key.acquire();
        Self { key }
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        // Once for each guard: it is neither `Clone` nor `Copy`, and nobody else calls `release`.
        self.key.release();
    }
}

/// Replaces the number by what `change` makes of it.
///
/// `change` is called once, while nobody else is inside. It may panic; then the number stays as it was.
pub fn add(register: &Register, change: impl FnOnce(i64) -> i64) {
    // With a name: `let _ = …` would drop the guard at the end of this line, and protect nothing.
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

/// Returns when the number has been seen to be 5.
pub fn wait_for_five(register: &Register) {
    loop {
        // A guard for each look: between two looks, whoever has the five can get in.
        let guard = Guard::new(&register.key);
        if register.a.get() == 5 {
            return;
        }
        drop(guard);
        thread::yield_now();
    }
}

// Another way: a function `locked(lock, work)` that takes the lock, calls `work` and lets go. It needs a guard
// inside for the panic, but whoever calls it cannot forget one, nor drop it too early.
