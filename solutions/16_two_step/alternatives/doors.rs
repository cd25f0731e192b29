//! design: one door in and one door out; no worker starts the next round before all have left this one

use interleaving::sync::{Condvar, Mutex};
use interleaving::thread;

/// Step 2 cannot be computed: a step 1 that it needs has panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

struct Round {
    inside: usize,
    leaving: bool,
    broken: bool,
}

/// The state that all workers share.
pub struct TwoSteps {
    workers: usize,
    round: Mutex<Round>,
    changed: Condvar,
}

impl TwoSteps {
    /// Creates the state for this many workers, at least one.
    pub fn new(workers: usize) -> Self {
        let round = Round { inside: 0, leaving: false, broken: false };
        Self { workers, round: Mutex::new(round), changed: Condvar::new() }
    }

    /// One worker's part of one round: calls `step_1`, waits until all workers have finished theirs, and
    /// calls `step_2`.
    pub fn work(&self, step_1: impl FnOnce(), step_2: impl FnOnce()) -> Result<(), Broken> {
        {
            let _told = BreaksIfItPanics(self);
            step_1();
        }
        let mut round = self.round.lock().unwrap();
        while round.leaving && !round.broken {
            round = self.changed.wait(round).unwrap();
        }
        if round.broken {
            return Err(Broken);
        }
        round.inside += 1;
        if round.inside == self.workers {
            round.leaving = true;
            self.changed.notify_all();
        }
        while !round.leaving && !round.broken {
            round = self.changed.wait(round).unwrap();
        }
        if !round.leaving {
            return Err(Broken);
        }
        round.inside -= 1;
        if round.inside == 0 {
            round.leaving = false;
            self.changed.notify_all();
        }
        drop(round);
        step_2();
        Ok(())
    }
}

/// Tells the others if a panic drops it.
struct BreaksIfItPanics<'a>(&'a TwoSteps);

impl Drop for BreaksIfItPanics<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.round.lock().unwrap().broken = true;
            self.0.changed.notify_all();
        }
    }
}
