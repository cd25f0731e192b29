//! breaks: rule 4, rule 5, state of the last round
//!
//! The last worker to leave resets the count. A fast one is counted for the next round before that.

use interleaving::sync::{Condvar, Mutex};

/// Step 2 cannot be computed: a step 1 that it needs has panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// The state that all workers share.
pub struct TwoSteps {
    workers: usize,
    /// The number of workers that have finished step 1, and of those that have left for step 2.
    state: Mutex<(usize, usize)>,
    start_step_2: Condvar,
}

impl TwoSteps {
    /// Creates the state for this many workers, at least one.
    pub fn new(workers: usize) -> Self {
        Self { workers, state: Mutex::new((0, 0)), start_step_2: Condvar::new() }
    }

    /// One worker's part of one round: calls `step_1`, waits until all workers have finished theirs, and
    /// calls `step_2`.
    pub fn work(&self, step_1: impl FnOnce(), step_2: impl FnOnce()) -> Result<(), Broken> {
        step_1();
        let mut state = self.state.lock().unwrap();
        state.0 += 1;
        if state.0 == self.workers {
            self.start_step_2.notify_all();
        }
        while state.0 < self.workers {
            state = self.start_step_2.wait(state).unwrap();
        }
        state.1 += 1;
        if state.1 == self.workers {
            *state = (0, 0);
        }
        drop(state);
        step_2();
        Ok(())
    }
}
