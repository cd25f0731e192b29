//! The threads of a test: the tests own them, and give each a name that the report shows.

use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};

use crate::run::{self, Mode, world};
use crate::thread::Builder;

/// Something one thread of a test does.
#[must_use = "an actor does nothing until `concurrently` runs it"]
pub struct Actor<'a, T> {
    label: String,
    body: Box<dyn FnOnce() -> T + Send + 'a>,
}

/// An actor; `label` says what it does, in the words of a call: `withdraw(8)`.
pub fn actor<'a, T>(label: &str, body: impl FnOnce() -> T + Send + 'a) -> Actor<'a, T> {
    Actor { label: label.to_owned(), body: Box::new(body) }
}

/// Runs the actors, each in a thread of its own, and waits for all; their answers, in their order.
///
/// # Panics
/// If an actor panicked.
#[track_caller]
pub fn concurrently<'a, T: Send + 'a>(actors: impl IntoIterator<Item = Actor<'a, T>>) -> Vec<T> {
    let at = Location::caller();
    let handles: Vec<_> = actors
        .into_iter()
        .map(|actor| {
            let builder = Builder::new().name(actor.label);
            // SAFETY: all threads are joined below, before what they borrow can end; nothing panics in
            // between but a failure to start a thread, which ends the process below.
            let started = unsafe { builder.spawn_unchecked(actor.body, at) };
            started.unwrap_or_else(|_| std::process::abort())
        })
        .collect();
    let results: Vec<_> = handles.into_iter().map(crate::thread::JoinHandle::join).collect();
    results.into_iter().map(|result| result.unwrap_or_else(|payload| resume_unwind(payload))).collect()
}

/// Runs something that is meant to panic: `None` if it did. The check must allow panics.
pub fn survives<T>(body: impl FnOnce() -> T) -> Option<T> {
    // It may be a destructor that calls this, while its thread unwinds from another panic.
    let before = unwinding(false);
    let outcome = catch_unwind(AssertUnwindSafe(body));
    unwinding(before);
    outcome.ok()
}

/// Does something that is meant to wait for ever, as the ninth write into eight slots with nobody reading.
/// `call` says what, in the words of a call. The execution may then end with this thread asleep; a thread
/// that spins instead never comes to rest, and fails as one that never finishes.
///
/// ```
/// use interleaving::sync::Semaphore;
/// use interleaving::{check, waits};
///
/// check("nobody signals", || {
///     let permits = Semaphore::new(1);
///     permits.wait();
///     waits("the second wait", || permits.wait());
/// });
/// ```
///
/// # Panics
/// If it returns.
#[track_caller]
pub fn waits<T>(call: &str, body: impl FnOnce() -> T) {
    run::meant_to_wait(Some(call));
    body();
    run::meant_to_wait(None);
    panic!("{call} returned, where it has to wait");
}

/// Sets whether the running model thread unwinds; whether it did.
fn unwinding(now: bool) -> bool {
    if run::mode() != Mode::Explorer {
        return false;
    }
    world::with(|world| {
        let current = world.current;
        std::mem::replace(&mut world.threads[current].unwinding, now)
    })
}

impl<T> std::fmt::Debug for Actor<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Actor").field("label", &self.label).finish_non_exhaustive()
    }
}
