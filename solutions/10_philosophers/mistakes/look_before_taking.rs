//! breaks: rule 3, check-then-act
//!
//! Forks are flags that are checked first and taken afterwards.

use interleaving::sync::atomic::{AtomicBool, Ordering::SeqCst};
use interleaving::thread;

/// A table with as many forks as seats.
pub struct Table {
    taken: Vec<AtomicBool>,
}

impl Table {
    /// A table for `seats` philosophers, two or more, with all forks on it.
    pub fn new(seats: usize) -> Self {
        Self { taken: (0..seats).map(|_| AtomicBool::new(false)).collect() }
    }

    /// Waits for both forks of `seat`, calls `meal`, and puts the forks down.
    ///
    /// `meal` is called once, while nobody else can eat with either fork. It may take as long as it likes
    /// and may wait for philosophers who share no fork with this one.
    pub fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let left = (seat + 1) % self.taken.len();
        loop {
            if !self.taken[seat].load(SeqCst) && !self.taken[left].load(SeqCst) {
                break;
            }
            thread::yield_now();
        }
        self.taken[seat].store(true, SeqCst);
        self.taken[left].store(true, SeqCst);
        meal();
        self.taken[seat].store(false, SeqCst);
        self.taken[left].store(false, SeqCst);
    }
}
