//! design: a channel for each waiting worker; the last worker to finish sends to all

use interleaving::sync::Mutex;
use interleaving::sync::mpsc::{self, Sender};
use interleaving::thread;

/// Step 2 cannot be computed: a step 1 that it needs has panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// The workers that wait after step 1.
struct Hall {
    waiting: Vec<Sender<Result<(), Broken>>>,
    broken: bool,
}

/// The state that all workers share.
pub struct TwoSteps {
    workers: usize,
    hall: Mutex<Hall>,
}

impl TwoSteps {
    /// Creates the state for this many workers, at least one.
    pub fn new(workers: usize) -> Self {
        Self { workers, hall: Mutex::new(Hall { waiting: Vec::new(), broken: false }) }
    }

    /// One worker's part of one round: calls `step_1`, waits until all workers have finished theirs, and
    /// calls `step_2`.
    pub fn work(&self, step_1: impl FnOnce(), step_2: impl FnOnce()) -> Result<(), Broken> {
        {
            let _told = BreaksIfItPanics(self);
            step_1();
        }
        let answered = {
            let mut hall = self.hall.lock().unwrap();
            if hall.broken {
                return Err(Broken);
            }
            let (answer, answered) = mpsc::channel();
            hall.waiting.push(answer);
            if hall.waiting.len() == self.workers {
                for answer in hall.waiting.drain(..) {
                    // The waiting worker still has its end of the channel.
                    let _ = answer.send(Ok(()));
                }
            }
            answered
        };
        answered.recv().expect("the hall keeps the other end")?;
        step_2();
        Ok(())
    }
}

/// Tells the others if a panic drops it.
struct BreaksIfItPanics<'a>(&'a TwoSteps);

impl Drop for BreaksIfItPanics<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            let mut hall = self.0.hall.lock().unwrap();
            hall.broken = true;
            for answer in hall.waiting.drain(..) {
                let _ = answer.send(Err(Broken));
            }
        }
    }
}
