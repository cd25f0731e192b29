//! breaks: rule 2, data race
//!
//! Counters without a lock, all Relaxed: the number arrives, but what was written before it may not.

use interleaving::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use interleaving::thread;

/// Step 2 cannot be computed: a step 1 that it needs has panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// The state that all workers share.
pub struct TwoSteps {
    workers: usize,
    number: AtomicUsize,
    step_1_finished: AtomicUsize,
    broken: AtomicBool,
}

impl TwoSteps {
    /// Creates the state for this many workers, at least one.
    pub fn new(workers: usize) -> Self {
        Self {
            workers,
            number: AtomicUsize::new(0),
            step_1_finished: AtomicUsize::new(0),
            broken: AtomicBool::new(false),
        }
    }

    /// One worker's part of one round: calls `step_1`, waits until all workers have finished theirs, and
    /// calls `step_2`.
    pub fn work(&self, step_1: impl FnOnce(), step_2: impl FnOnce()) -> Result<(), Broken> {
        {
            let _told = BreaksIfItPanics(self);
            step_1();
        }
        if self.broken.load(Relaxed) {
            return Err(Broken);
        }
        let mine = self.number.load(Relaxed);
        if self.step_1_finished.fetch_add(1, Relaxed) + 1 == self.workers {
            self.step_1_finished.store(0, Relaxed);
            self.number.store(mine + 1, Relaxed);
        }
        while self.number.load(Relaxed) == mine {
            if self.broken.load(Relaxed) && self.number.load(Relaxed) == mine {
                return Err(Broken);
            }
            thread::yield_now();
        }
        step_2();
        Ok(())
    }
}

/// Tells the others if a panic drops it.
struct BreaksIfItPanics<'a>(&'a TwoSteps);

impl Drop for BreaksIfItPanics<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.broken.store(true, Relaxed);
        }
    }
}
