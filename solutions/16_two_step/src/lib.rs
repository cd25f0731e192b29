//! Workers who compute in two steps: nobody may begin the second before all have finished the first. This is
//! the reference.
//!
//! What a worker waits for is a fact under a lock, not a notification: that the number of the round is no
//! longer the one he came with. It rises once a round and never falls, so whoever sleeps too long or is woken
//! for nothing still sees it.

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

/// What so many workers share. The signatures are fixed, the fields are yours.
pub struct TwoSteps {
    workers: usize,
    round: Mutex<Round>,
    start_step_2: Condvar,
}

impl TwoSteps {
    /// For so many workers, one or more.
    pub fn new(workers: usize) -> Self {
        let round = Round { number: 0, step_1_finished: 0, broken: false };
        Self { workers, round: Mutex::new(round), start_step_2: Condvar::new() }
    }

    /// One worker's part of one round: calls `step_1`, waits until all workers have finished theirs, and
    /// calls `step_2`.
    ///
    /// Every worker calls this once a round, and may come for the next round while others are still in step
    /// 2 of this one. A step may take as long as it likes, and may wait for the same step of other workers.
    /// If `step_1` panics, so does `work`; the other workers are told.
    ///
    /// # Errors
    /// [`Broken`], without a call of `step_2`, if a step 1 of this round panicked, or one of an earlier round.
    pub fn work(&self, step_1: impl FnOnce(), step_2: impl FnOnce()) -> Result<(), Broken> {
        {
            // No lock is held here: others must be able to come, and a panic must not poison anything.
            let _told = BreaksIfItPanics(self);
            step_1();
        }
        let mut round = self.round.lock().unwrap();
        // Before counting: who comes after a failure must not fill the place of the one who failed.
        if round.broken {
            return Err(Broken);
        }
        let mine = round.number;
        round.step_1_finished += 1;
        if round.step_1_finished == self.workers {
            // Whoever finishes last prepares the next round, before anybody can come for it.
            round.step_1_finished = 0;
            round.number += 1;
            self.start_step_2.notify_all();
        }
        // The guard goes into `wait` and comes out of it: between the look and the sleep nobody can count.
        // `while`, because to be awake means nothing; what counts is the number.
        while round.number == mine && !round.broken {
            round = self.start_step_2.wait(round).unwrap();
        }
        // The number first: if the round was complete, a failure in the next one does not concern us.
        if round.number == mine {
            return Err(Broken);
        }
        drop(round);
        step_2();
        Ok(())
    }
}

/// Tells the others, if it is dropped by a panic.
struct BreaksIfItPanics<'a>(&'a TwoSteps);

impl Drop for BreaksIfItPanics<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.round.lock().unwrap().broken = true;
            self.0.start_step_2.notify_all();
        }
    }
}

// Another way: no number, but a count that is never set back. Who counts as the n-th waits until the count
// has reached the next multiple of `workers`; that too, once true, stays true.
