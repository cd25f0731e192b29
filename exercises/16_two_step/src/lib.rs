//! Workers that compute in two steps: none may begin the second before all have finished the first.
//!
//! Each worker counts itself, notifies the others, and checks whether to sleep. Run the tests to see which
//! one sleeps too little, and which one for ever.

use interleaving::sync::{Condvar, Mutex};

/// Step 2 cannot be computed: a step 1 that it needs has panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// The state that all workers share. The signatures are fixed, the fields are yours.
pub struct TwoSteps {
    workers: usize,
    step_1_finished: Mutex<usize>,
    start_step_2: Condvar,
}

impl TwoSteps {
    /// Creates the state for this many workers, at least one.
    pub fn new(workers: usize) -> Self {
        Self { workers, step_1_finished: Mutex::new(0), start_step_2: Condvar::new() }
    }

    /// One worker's part of one round: calls `step_1`, waits until all workers have finished theirs, and
    /// calls `step_2`.
    ///
    /// Every worker calls this once a round, and may start the next round while others are still in step
    /// 2 of this one. A step may take as long as it likes, and may wait for the same step of other workers.
    /// If `step_1` panics, so does `work`; the other workers get [`Broken`].
    ///
    /// # Errors
    /// [`Broken`], without a call of `step_2`, if a step 1 of this round or of an earlier one panicked.
    pub fn work(&self, step_1: impl FnOnce(), step_2: impl FnOnce()) -> Result<(), Broken> {
        // TODO: If this panics, the others must not wait for a worker that will never be counted.
        step_1();
        *self.step_1_finished.lock().unwrap() += 1;
        self.start_step_2.notify_all();
        // TODO: Sleep until all have finished, neither shorter nor longer, and in the next round again.
        if *self.step_1_finished.lock().unwrap() < self.workers {
            let finished = self.step_1_finished.lock().unwrap();
            let _woken = self.start_step_2.wait(finished).unwrap();
        }
        step_2();
        Ok(())
    }
}
