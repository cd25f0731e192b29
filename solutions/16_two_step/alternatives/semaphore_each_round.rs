//! design: a gate for each round, with a semaphore; the last worker to finish opens it and sets up the next one

use interleaving::sync::atomic::{AtomicBool, Ordering::SeqCst};
use interleaving::sync::{Arc, Mutex, Semaphore};
use interleaving::thread;

/// Step 2 cannot be computed: a step 1 that it needs has panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// The gate at which the workers of one round wait.
struct Gate {
    permits: Semaphore,
    broken: AtomicBool,
}

struct Round {
    gate: Arc<Gate>,
    step_1_finished: usize,
}

impl Round {
    fn next() -> Self {
        let gate = Gate { permits: Semaphore::new(0), broken: AtomicBool::new(false) };
        Self { gate: Arc::new(gate), step_1_finished: 0 }
    }
}

/// The state that all workers share.
pub struct TwoSteps {
    workers: usize,
    round: Mutex<Round>,
}

impl TwoSteps {
    /// Creates the state for this many workers, at least one.
    pub fn new(workers: usize) -> Self {
        Self { workers, round: Mutex::new(Round::next()) }
    }

    /// One worker's part of one round: calls `step_1`, waits until all workers have finished theirs, and
    /// calls `step_2`.
    pub fn work(&self, step_1: impl FnOnce(), step_2: impl FnOnce()) -> Result<(), Broken> {
        {
            let _told = BreaksIfItPanics(self);
            step_1();
        }
        let gate = {
            let mut round = self.round.lock().unwrap();
            if round.gate.broken.load(SeqCst) {
                return Err(Broken);
            }
            round.step_1_finished += 1;
            let gate = Arc::clone(&round.gate);
            if round.step_1_finished == self.workers {
                *round = Round::next();
                // A permit for each worker, this one included.
                (0..self.workers).for_each(|_| gate.permits.signal());
            }
            gate
        };
        gate.permits.wait();
        if gate.broken.load(SeqCst) {
            return Err(Broken);
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
            let round = self.0.round.lock().unwrap();
            round.gate.broken.store(true, SeqCst);
            (0..round.step_1_finished).for_each(|_| round.gate.permits.signal());
        }
    }
}
