//! The threads that a test owns and labels; the report shows the labels.

use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};

use crate::run::{self, Mode, world};
use crate::thread::Builder;

/// The work of one thread of a test.
#[must_use = "an actor does nothing until `concurrently` runs it"]
pub struct Actor<'a, T> {
    label: String,
    body: Box<dyn FnOnce() -> T + Send + 'a>,
}

/// Makes an actor; `label` describes its work as a call: `withdraw(8)`.
pub fn actor<'a, T>(label: &str, body: impl FnOnce() -> T + Send + 'a) -> Actor<'a, T> {
    Actor { label: owned(label), body: Box::new(body) }
}

/// Keeps `to_owned` out of the generic callers, so that it is compiled once.
fn owned(label: &str) -> String {
    label.to_owned()
}

/// Runs each actor in a thread of its own, waits for all, and returns their answers in the same order.
///
/// # Panics
/// If an actor panicked.
#[track_caller]
pub fn concurrently<'a, T: Send + 'a>(actors: impl IntoIterator<Item = Actor<'a, T>>) -> Vec<T> {
    // Generic code is compiled again for every test; this loop and the functions below keep it small.
    let mut all = Vec::new();
    for actor in actors {
        all.push(actor);
    }
    answers(all, Location::caller())
}

fn answers<'a, T: Send + 'a>(actors: Vec<Actor<'a, T>>, at: &'static Location<'static>) -> Vec<T> {
    let mut answers = Vec::with_capacity(actors.len());
    for _ in 0..actors.len() {
        answers.push(None);
    }
    let mut bodies = Vec::with_capacity(actors.len());
    let first = answers.as_mut_ptr();
    for Actor { label, body } in actors {
        // SAFETY: there is an answer for each actor, and no more are added.
        let place = Place(unsafe { first.add(bodies.len()) });
        // SAFETY: a place is one thread's own, and all threads are joined before the answers are read.
        bodies.push((label, Box::new(move || unsafe { place.fill(body()) }) as Body<'a>));
    }
    run_all(bodies, at);
    let mut given = Vec::with_capacity(answers.len());
    for answer in answers {
        given.push(answer.unwrap_or_else(|| unreachable!("an actor that has not panicked has answered")));
    }
    given
}

type Body<'a> = Box<dyn FnOnce() + Send + 'a>;

/// The place of a thread's answer.
struct Place<T>(*mut Option<T>);

// SAFETY: an answer passes from the thread that fills its place to the thread that joins it.
unsafe impl<T: Send> Send for Place<T> {}

impl<T> Place<T> {
    /// # Safety
    /// The place must exist, and no other thread may use it meanwhile.
    unsafe fn fill(self, answer: T) {
        // SAFETY: the caller upholds the contract of `fill`.
        unsafe { *self.0 = Some(answer) };
    }
}

/// Runs all bodies, and joins every thread before it reads a result.
fn run_all(bodies: Vec<(String, Body<'_>)>, at: &'static Location<'static>) {
    let start = |(label, body)| {
        // In an audit they have no names, as threads of std have none by themselves.
        let named = run::round::current().is_none();
        let builder = if named { Builder::new().name(label) } else { Builder::new() };
        // SAFETY: all threads are joined below, before their borrows can end; nothing in between can
        // panic, because a failure to start a thread aborts the process.
        let started = unsafe { builder.spawn_unchecked(body, at) };
        started.unwrap_or_else(|_| std::process::abort())
    };
    let handles: Vec<_> = bodies.into_iter().map(start).collect();
    let results: Vec<_> = handles.into_iter().map(crate::thread::JoinHandle::join).collect();
    for result in results {
        result.unwrap_or_else(|payload| resume_unwind(payload));
    }
}

/// Runs `body` and returns `None` if it panics. The check must allow panics.
pub fn survives<T>(body: impl FnOnce() -> T) -> Option<T> {
    // A destructor may call this while its thread unwinds from another panic.
    let before = unwinding(false);
    let outcome = catch_unwind(AssertUnwindSafe(body));
    unwinding(before);
    outcome.ok()
}

/// Makes a call that must wait for ever, such as the ninth write into eight slots without a reader.
/// `call` is its label. The execution may end with this thread asleep; a thread that spins instead fails
/// because it never finishes.
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
/// If the call returns.
#[track_caller]
pub fn waits<T>(call: &str, body: impl FnOnce() -> T) {
    run::meant_to_wait(Some(call));
    body();
    run::meant_to_wait(None);
    panic!("{call} returned, where it has to wait");
}

/// Sets whether the running model thread unwinds; returns the previous value.
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
