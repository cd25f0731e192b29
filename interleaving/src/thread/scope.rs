//! Threads that borrow: [`std::thread::scope`].

use std::fmt;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use super::builder::Builder;
use super::handle::{JoinHandle, Thread};
use crate::run::{self, Op};
use crate::spec::Action;

/// [`std::thread::Scope`]: starts the threads of a [`scope`].
pub struct Scope<'scope, 'env: 'scope> {
    started: Mutex<Vec<Started>>,
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// A thread of a scope.
struct Started {
    thread: Thread,
    native: Option<std::thread::JoinHandle<()>>,
    /// Returns whether the thread panicked and no join took the panic.
    panicked: Box<dyn Fn() -> bool + Send>,
}

/// [`std::thread::ScopedJoinHandle`]: waits for a scoped thread's end.
pub struct ScopedJoinHandle<'scope, T> {
    handle: JoinHandle<T>,
    scope: PhantomData<&'scope ()>,
}

/// [`std::thread::scope`]: runs `f`, and waits for all the threads that it starts.
///
/// # Panics
/// If `f` panicked, or a thread did that was not joined.
#[track_caller]
pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let scope = Scope { started: Mutex::new(Vec::new()), scope: PhantomData, env: PhantomData };
    let outcome = catch_unwind(AssertUnwindSafe(|| f(&scope)));
    let mut panicked = false;
    loop {
        let next = scope.started.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let Some(started) = next else { break };
        match started.native {
            Some(native) => {
                let _asleep = run::round::joins(started.thread.number());
                drop(native.join());
            }
            None => {
                run::perform(Op::new(Action::Join, started.thread.object()));
            }
        }
        panicked |= (started.panicked)();
    }
    match outcome {
        Err(payload) => resume_unwind(payload),
        Ok(_) if panicked => panic!("a scoped thread panicked"),
        Ok(value) => value,
    }
}

impl<'scope> Scope<'scope, '_> {
    /// Starts a thread that may borrow from outside the scope.
    ///
    /// # Panics
    /// On real threads, if the system cannot start one.
    #[track_caller]
    pub fn spawn<F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        // SAFETY: `scope` does not return before the thread has ended.
        let handle = unsafe { Builder::new().spawn_unchecked(f, Location::caller()) };
        let mut handle = handle.expect("the system could not start a thread");
        let result = Arc::clone(&handle.result);
        let panicked: Box<dyn Fn() -> bool + Send + '_> =
            Box::new(move || matches!(*result.lock().unwrap_or_else(PoisonError::into_inner), Some(Err(_))));
        // SAFETY: only the lifetime changes; `scope` drops it before `'scope` ends.
        let panicked: Box<dyn Fn() -> bool + Send + 'static> = unsafe { std::mem::transmute(panicked) };
        let started = Started { thread: handle.thread.clone(), native: handle.native.take(), panicked };
        self.started.lock().unwrap_or_else(PoisonError::into_inner).push(started);
        ScopedJoinHandle { handle, scope: PhantomData }
    }
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits for the thread's end.
    ///
    /// # Errors
    /// With the payload, if the thread panicked.
    #[track_caller]
    pub fn join(self) -> super::Result<T> {
        if run::mode() == run::Mode::Native {
            // The scope owns the system's handle; the result shows that the thread has ended.
            let _asleep = run::round::joins(self.thread().number());
            while !self.is_finished() {
                std::thread::yield_now();
            }
        }
        self.handle.join()
    }

    /// The thread's handle.
    #[must_use]
    pub fn thread(&self) -> &Thread {
        self.handle.thread()
    }

    /// Returns whether the thread has ended. Modelled: it ends with its last step.
    #[must_use]
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        self.handle.is_finished()
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopedJoinHandle").finish_non_exhaustive()
    }
}
