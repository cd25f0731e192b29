//! Handles to threads, and parking.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::run::{self, Mode, Object, Op, world};
use crate::spec::{Action, Seed};

/// [`std::thread::Thread`]: a handle to a thread.
#[derive(Clone)]
pub struct Thread {
    inner: Arc<Inner>,
}

struct Inner {
    object: Object,
    name: Option<String>,
    id: usize,
}

/// [`std::thread::ThreadId`]: identifies a thread of an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ThreadId(usize);

impl Thread {
    pub(super) fn new(name: Option<String>, id: usize) -> Self {
        Self { inner: Arc::new(Inner { object: Object::new(Seed::Thread), name, id }) }
    }

    /// The thread's name, if it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.inner.name.as_deref()
    }

    /// The thread's identity, unique within an execution.
    #[must_use]
    pub fn id(&self) -> ThreadId {
        ThreadId(self.inner.id)
    }

    /// Gives the thread its token: its present or next [`park`] returns.
    #[track_caller]
    pub fn unpark(&self) {
        run::perform(Op::new(Action::Unpark, &self.inner.object));
    }

    /// On real threads, the number by which the library knows it.
    pub(super) fn number(&self) -> usize {
        self.inner.id
    }

    pub(super) fn object(&self) -> &Object {
        &self.inner.object
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thread").field("name", &self.name()).field("id", &self.id()).finish_non_exhaustive()
    }
}

thread_local! {
    /// The handles of this execution's threads, by number; on a real thread, its own at 0.
    static HANDLES: RefCell<(u32, Vec<Option<Thread>>)> = const { RefCell::new((0, Vec::new())) };
}

/// The number of this execution, and of the running thread in it; 0 and 0 on a real thread.
fn here() -> (u32, usize) {
    match run::mode() {
        Mode::Native => (0, 0),
        Mode::Explorer | Mode::Loom => world::with(|world| (world.run, world.current)),
    }
}

/// Remembers `thread` as the handle of thread `number`.
pub(super) fn remember(number: usize, thread: Thread) {
    let (execution, _) = here();
    HANDLES.with_borrow_mut(|(owner, handles)| {
        if *owner != execution {
            handles.clear();
            *owner = execution;
        }
        if handles.len() <= number {
            handles.resize(number + 1, None);
        }
        handles[number] = Some(thread);
    });
}

/// [`std::thread::current`]: the calling thread's handle.
#[must_use]
pub fn current() -> Thread {
    let (execution, number) = here();
    let known =
        HANDLES.with_borrow(
            |(owner, handles)| {
                if *owner == execution { handles.get(number).cloned().flatten() } else { None }
            },
        );
    known.unwrap_or_else(|| {
        let (name, id) = match run::mode() {
            Mode::Native => (std::thread::current().name().map(str::to_owned), run::native::me()),
            Mode::Explorer | Mode::Loom => (Some("main".to_owned()), number),
        };
        let thread = Thread::new(name, id);
        remember(number, thread.clone());
        thread
    })
}

/// [`std::thread::park`]: sleeps until this thread has its token, and uses the token up.
///
/// Modelled: without spurious wakeups.
#[track_caller]
pub fn park() {
    run::perform(Op::new(Action::Park, current().object()));
}

/// As [`park`], for at most `limit`. Modelled: it may time out at any moment.
#[track_caller]
pub fn park_timeout(limit: Duration) {
    let thread = current();
    run::perform_for(Op::new(Action::ParkTimeout, thread.object()), limit);
}

/// [`std::thread::JoinHandle`]: waits for a thread's end.
pub struct JoinHandle<T> {
    pub(super) thread: Thread,
    pub(super) result: Arc<std::sync::Mutex<Option<super::Result<T>>>>,
    pub(super) native: Option<std::thread::JoinHandle<()>>,
}

impl<T> JoinHandle<T> {
    /// Waits for the thread's end.
    ///
    /// # Errors
    /// With the payload, if the thread panicked.
    ///
    /// # Panics
    /// Never: a thread stores its result before it ends.
    #[track_caller]
    pub fn join(self) -> super::Result<T> {
        match self.native {
            Some(native) => {
                let _asleep = run::round::joins(self.thread.number());
                native.join()?
            }
            None if run::mode() != Mode::Native => {
                run::perform(Op::new(Action::Join, self.thread.object()));
            }
            // A scope owns the system's handle, and the thread has stored its result.
            None => {}
        }
        let result = self.result.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        // Only an execution that was given up has no result, and no code reads anything of it.
        result.unwrap_or_else(|| Err(Box::new("the execution was given up")))
    }

    /// The thread's handle.
    #[must_use]
    pub fn thread(&self) -> &Thread {
        &self.thread
    }

    /// Returns whether the thread has ended. Modelled: it ends with its last step.
    #[must_use]
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        if run::mode() != Mode::Native {
            run::perform(Op::new(Action::LookFinished, self.thread.object()));
        }
        match &self.native {
            Some(native) => native.is_finished(),
            None => self.result.lock().unwrap_or_else(std::sync::PoisonError::into_inner).is_some(),
        }
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").field("thread", &self.thread).finish_non_exhaustive()
    }
}
