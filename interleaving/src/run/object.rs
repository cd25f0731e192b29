//! The part that every shared object has: its number in the running execution, or its state outside one.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::spec::{Seed, State, Tid};

/// A shared object's identity. Constructors are `const`, so it registers at its first use.
pub(crate) struct Object {
    /// The upper half is the execution it is registered with, the lower half its number there; 0 before that.
    tag: AtomicU64,
    seed: Seed,
    /// Its state on real threads, from its first use there.
    native: OnceLock<Box<Native>>,
    name: OnceLock<Box<str>>,
}

/// An object's state on real threads.
pub(crate) struct Native {
    state: Mutex<State>,
    pub(super) changed: Condvar,
}

/// The object was used elsewhere before: in another execution, or outside any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Foreign;

impl Object {
    pub(crate) const fn new(seed: Seed) -> Self {
        Self { tag: AtomicU64::new(0), seed, native: OnceLock::new(), name: OnceLock::new() }
    }

    pub(crate) fn seed(&self) -> Seed {
        self.seed
    }

    /// Sets the name that reports use.
    pub(crate) fn set_name(&self, name: &str) {
        // A second name is ignored: reports need a name that does not change.
        let _ = self.name.set(name.into());
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.name.get().map(|name| &**name)
    }

    /// Its number in execution `run`, or `None` if it is new there.
    pub(crate) fn number(&self, run: u32) -> Result<Option<usize>, Foreign> {
        // Relaxed: all model threads of an execution share one OS thread, and no other may use the object.
        let tag = self.tag.load(Relaxed);
        if tag == 0 {
            return if self.native.get().is_some() { Err(Foreign) } else { Ok(None) };
        }
        if (tag >> 32) as u32 == run { Ok(Some(tag as u32 as usize)) } else { Err(Foreign) }
    }

    /// Registers it as `number` of execution `run`, which must not be 0.
    pub(crate) fn register(&self, run: u32, number: usize) {
        self.tag.store(u64::from(run) << 32 | number as u64, Relaxed);
    }

    /// Its state on real threads.
    pub(crate) fn native(&self) -> &Native {
        self.native.get_or_init(|| {
            Box::new(Native { state: Mutex::new(self.seed.state()), changed: Condvar::new() })
        })
    }
}

impl Native {
    /// Returns whether this is the state of a mutex that `thread` holds.
    pub(super) fn is_held_by(&self, thread: Tid) -> bool {
        *self.lock() == State::Mutex { holder: Some(thread) }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        // Only the checker's own code runs under this lock, and each update is a single call: a poisoned
        // state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Object").field("seed", &self.seed).finish_non_exhaustive()
    }
}
