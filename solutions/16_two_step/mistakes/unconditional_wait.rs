//! breaks: rule 1, rule 2, rule 3, rule 4, rule 5, lost wakeup
//!
//! As in the text: step 2 begins with a `wait`, even for the last worker to finish.

use interleaving::sync::{Condvar, Mutex};

/// Step 2 cannot be computed: a step 1 that it needs has panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// The state that all workers share.
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
    pub fn work(&self, step_1: impl FnOnce(), step_2: impl FnOnce()) -> Result<(), Broken> {
        step_1();
        {
            let mut finished = self.step_1_finished.lock().unwrap();
            *finished += 1;
            if *finished == self.workers {
                self.start_step_2.notify_all();
            }
        }
        let finished = self.step_1_finished.lock().unwrap();
        drop(self.start_step_2.wait(finished).unwrap());
        step_2();
        Ok(())
    }
}
