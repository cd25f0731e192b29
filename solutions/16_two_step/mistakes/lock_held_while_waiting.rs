//! breaks: rule 2, rule 3, rule 4, rule 5, lock held while waiting
//!
//! Holds a second lock, for the workers' notes, while it sleeps: `wait` releases only one lock.

use interleaving::sync::{Condvar, Mutex};
use interleaving::thread;

/// Step 2 cannot be computed: a step 1 that it needs has panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

struct Round {
    number: usize,
    step_1_finished: usize,
    broken: bool,
}

/// The state that all workers share.
pub struct TwoSteps {
    workers: usize,
    notes: Mutex<()>,
    round: Mutex<Round>,
    start_step_2: Condvar,
}

impl TwoSteps {
    /// Creates the state for this many workers, at least one.
    pub fn new(workers: usize) -> Self {
        let round = Round { number: 0, step_1_finished: 0, broken: false };
        Self { workers, notes: Mutex::new(()), round: Mutex::new(round), start_step_2: Condvar::new() }
    }

    /// One worker's part of one round: calls `step_1`, waits until all workers have finished theirs, and
    /// calls `step_2`.
    pub fn work(&self, step_1: impl FnOnce(), step_2: impl FnOnce()) -> Result<(), Broken> {
        {
            let _told = BreaksIfItPanics(self);
            step_1();
        }
        let _notes = self.notes.lock().unwrap();
        let mut round = self.round.lock().unwrap();
        if round.broken {
            return Err(Broken);
        }
        let mine = round.number;
        round.step_1_finished += 1;
        if round.step_1_finished == self.workers {
            round.step_1_finished = 0;
            round.number += 1;
            self.start_step_2.notify_all();
        }
        while round.number == mine && !round.broken {
            round = self.start_step_2.wait(round).unwrap();
        }
        if round.number == mine {
            return Err(Broken);
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
            self.0.start_step_2.notify_all();
        }
    }
}
