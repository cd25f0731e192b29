//! Starting threads.

use std::io;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use super::handle::{JoinHandle, Thread, remember};
use crate::run::{self, Mode, explorer, world};

/// [`std::thread::spawn`]: starts a thread.
///
/// ```
/// let sum = interleaving::thread::spawn(|| 2 + 2);
/// assert_eq!(sum.join().unwrap(), 4);
/// ```
///
/// # Panics
/// On real threads, if the system cannot start one.
#[track_caller]
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    Builder::new().spawn(f).expect("the system could not start a thread")
}

/// A thread, and the real thread below it, if there is one.
type Started = (Thread, Option<std::thread::JoinHandle<()>>);

/// [`std::thread::Builder`]: the settings of a thread to start.
#[derive(Debug, Default)]
pub struct Builder {
    name: Option<String>,
    stack_size: Option<usize>,
}

impl Builder {
    /// The settings of a thread without a name.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the thread's name, which reports use.
    #[must_use]
    pub fn name(mut self, name: String) -> Self {
        self.name = Some(name);
        self
    }

    /// Sets the size of the stack in bytes on real threads; inside a check all stacks have one size.
    #[must_use]
    pub fn stack_size(mut self, size: usize) -> Self {
        self.stack_size = Some(size);
        self
    }

    /// Starts the thread.
    ///
    /// # Errors
    /// On real threads, if the system cannot start one.
    #[track_caller]
    pub fn spawn<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        // SAFETY: `F` and `T` are `'static`.
        unsafe { self.spawn_unchecked(f, Location::caller()) }
    }

    /// Starts the thread, whose closure may borrow.
    ///
    /// # Safety
    /// Everything that `f` borrows must outlive the thread, and `T` must outlive the handle.
    pub(crate) unsafe fn spawn_unchecked<F, T>(
        self,
        f: F,
        at: &'static Location<'static>,
    ) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send,
        T: Send,
    {
        let result = Arc::new(Mutex::new(None));
        let body: Box<dyn FnOnce() + Send + '_> = {
            let result = Arc::clone(&result);
            Box::new(move || {
                let outcome = catch_unwind(AssertUnwindSafe(f));
                *result.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
            })
        };
        // SAFETY: only the lifetime changes, and the caller guarantees that the borrows outlive the thread.
        let body: Box<dyn FnOnce() + Send + 'static> = unsafe { std::mem::transmute(body) };
        let (thread, native) = self.start(body, at)?;
        Ok(JoinHandle { thread, result, native })
    }

    /// Starts `body`. It is not generic, so that it is compiled once, not for each thread of each program.
    fn start(self, body: Box<dyn FnOnce() + Send>, at: &'static Location<'static>) -> io::Result<Started> {
        if run::mode() != Mode::Native {
            let number = world::with(|world| world.threads.len());
            let thread = Thread::new(self.name.clone(), number);
            remember(number, thread.clone());
            match run::mode() {
                Mode::Loom => run::loom::spawn(body, self.name, thread.object(), at),
                _ => explorer::spawn(body, self.name, thread.object(), at),
            };
            return Ok((thread, None));
        }
        let mut builder = std::thread::Builder::new();
        if let Some(name) = &self.name {
            builder = builder.name(name.clone());
        }
        if let Some(size) = self.stack_size {
            builder = builder.stack_size(size);
        }
        let (sender, receiver) = std::sync::mpsc::channel();
        let (name, round) = (self.name, run::round::current());
        let native = builder.spawn(move || {
            let _part = run::round::join(round);
            let own = Thread::new(name, run::native::me());
            remember(0, own.clone());
            // The parent waits for this handle; the send fails only if the parent was killed.
            let _ = sender.send(own);
            run::round::begin();
            body();
        })?;
        let thread = receiver.recv().map_err(|_| io::Error::other("the thread ended before it began"))?;
        Ok((thread, Some(native)))
    }
}
