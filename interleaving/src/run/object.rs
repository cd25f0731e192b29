//! The part that every shared object has: who it is in the running execution, or its state outside one.

use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::native::Native;
use crate::spec::Seed;

/// A shared object's identity. It is made in `const` constructors, so it registers at its first use.
pub(crate) struct Object {
    /// The execution it is registered with in the upper half, its number there in the lower; 0 before that.
    tag: AtomicU64,
    seed: Seed,
    /// Its state on real threads, from its first use there.
    native: OnceLock<Box<Native>>,
    name: OnceLock<Box<str>>,
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

    /// Gives it the name that reports use.
    pub(crate) fn set_name(&self, name: &str) {
        // A second name is ignored: reports need one that does not change.
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
        self.native.get_or_init(|| Box::new(Native::new(self.seed.state())))
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Object").field("seed", &self.seed).finish_non_exhaustive()
    }
}
