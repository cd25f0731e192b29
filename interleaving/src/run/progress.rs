//! The progress of a running check: distinguishes a thread that computes for ever from a slow check.

use std::panic::Location;
use std::ptr;
use std::sync::atomic::{AtomicI64, AtomicPtr, AtomicU64, AtomicUsize, Ordering::Relaxed};

use super::cpu::{self, CpuClock};

/// Counters of a running check. Its worker writes them; the thread that waits for the check reads them.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    operations: AtomicU64,
    clock: AtomicI64,
    thread: AtomicUsize,
    at: AtomicPtr<Location<'static>>,
    /// The system's number of the OS thread; 0 if the system has none.
    number: AtomicI64,
}

impl Progress {
    /// This OS thread runs the check from now on.
    pub(crate) fn enter(&self) {
        // Relaxed throughout: there is one writer at a time, and the reader only needs to see that something
        // moved. A clock and a count that do not belong together at worst make it wait longer.
        self.clock.store(CpuClock::here().0, Relaxed);
        self.number.store(cpu::thread_number(), Relaxed);
        self.begin();
    }

    /// An execution begins; it has no place in the source yet.
    pub(crate) fn begin(&self) {
        self.operations.store(self.operations.load(Relaxed) + 1, Relaxed);
        self.thread.store(0, Relaxed);
        self.at.store(ptr::null_mut(), Relaxed);
    }

    /// Notes that `thread` runs from now on.
    pub(crate) fn turn(&self, thread: usize) {
        self.at.store(ptr::null_mut(), Relaxed);
        self.thread.store(thread, Relaxed);
    }

    /// Notes that `thread` goes on from an operation at `at`.
    #[inline]
    pub(crate) fn step(&self, thread: usize, at: &'static Location<'static>) {
        self.operations.store(self.operations.load(Relaxed) + 1, Relaxed);
        self.thread.store(thread, Relaxed);
        self.at.store(ptr::from_ref(at).cast_mut(), Relaxed);
    }

    /// The clock of the OS thread that runs the check.
    pub(crate) fn clock(&self) -> CpuClock {
        CpuClock(self.clock.load(Relaxed))
    }

    /// Returns whether the OS thread that runs the check waits for something other than a core or a disk;
    /// `false` where the system cannot answer.
    pub(crate) fn is_asleep(&self) -> bool {
        cpu::is_asleep(self.number.load(Relaxed))
    }

    /// Operations so far; the count does not change while a thread computes.
    pub(crate) fn operations(&self) -> u64 {
        self.operations.load(Relaxed)
    }

    /// The thread that is running and its last operation's place.
    pub(crate) fn last(&self) -> (usize, Option<&'static Location<'static>>) {
        let at = self.at.load(Relaxed);
        // SAFETY: only `step` stores here, and what it stores is a reference to a static location.
        (self.thread.load(Relaxed), unsafe { at.cast_const().as_ref() })
    }
}
