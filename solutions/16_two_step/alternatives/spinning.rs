//! design: no lock; atomic counters, and a loop that yields

use interleaving::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{AcqRel, Acquire, Relaxed, Release},
};
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
        if self.broken.load(Acquire) {
            return Err(Broken);
        }
        // Before counting: the round cannot end until this worker is counted.
        let mine = self.number.load(Acquire);
        // Release and Acquire: the last worker has seen every step 1, and passes that on with the number.
        if self.step_1_finished.fetch_add(1, AcqRel) + 1 == self.workers {
            self.step_1_finished.store(0, Relaxed);
            // Release pairs with the Acquire of workers that wait, and of those that start the next round.
            self.number.store(mine + 1, Release);
        }
        while self.number.load(Acquire) == mine {
            // The number again: the failure may belong to the next round.
            if self.broken.load(Acquire) && self.number.load(Acquire) == mine {
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
            self.0.broken.store(true, Release);
        }
    }
}
