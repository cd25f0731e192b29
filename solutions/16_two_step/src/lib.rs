//! The reference: workers that compute in two steps; none may begin the second before all have finished the
//! first.
//!
//! A worker waits for a fact under a lock, not for a notification: the number of the round is no longer the
//! one it came with. The number rises once a round and never falls, so a worker that sleeps too long or wakes
//! spuriously still sees it.

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

/// The state that all workers share. The signatures are fixed, the fields are yours.
pub struct TwoSteps {
    workers: usize,
    round: Mutex<Round>,
    start_step_2: Condvar,
}

impl TwoSteps {
    /// Creates the state for this many workers, at least one.
    pub fn new(workers: usize) -> Self {
        let round = Round { number: 0, step_1_finished: 0, broken: false };
        Self { workers, round: Mutex::new(round), start_step_2: Condvar::new() }
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
        {
            // No lock is held here: other workers must get in, and a panic must not poison anything.
            let _told = BreaksIfItPanics(self);
            step_1();
        }
        let mut round = self.round.lock().unwrap();
        // Before counting: a worker that comes after a failure must not take the place of the failed one.
        if round.broken {
            return Err(Broken);
        }
        let mine = round.number;
        round.step_1_finished += 1;
        if round.step_1_finished == self.workers {
            // The last worker to finish prepares the next round before any worker can start it.
            round.step_1_finished = 0;
            round.number += 1;
            self.start_step_2.notify_all();
        }
        // The guard goes into `wait` and comes out of it: no worker can count between the check and the sleep.
        // `while`, because being awake means nothing; only the number matters.
        while round.number == mine && !round.broken {
            round = self.start_step_2.wait(round).unwrap();
        }
        // The number first: if the round was complete, a failure in the next one does not matter here.
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

// Another way: no number, but a count that is never reset. The worker that counts as the n-th waits until the
// count has reached the next multiple of `workers`; that, too, stays true once it is true.
