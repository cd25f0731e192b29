//! breaks: rule 1, rule 2, rule 3, lock never released
//!
//! Puts the right fork back and keeps the left one.

use interleaving::sync::Semaphore;

/// A table with as many forks as seats.
pub struct Table {
    forks: Vec<Semaphore>,
}

impl Table {
    /// A table for `seats` philosophers, two or more, with all forks on it.
    pub fn new(seats: usize) -> Self {
        Self { forks: (0..seats).map(|_| Semaphore::new(1)).collect() }
    }

    /// Waits for both forks of `seat`, calls `meal`, and puts the forks down.
    ///
    /// `meal` is called once, while nobody else can eat with either fork. It may take as long as it likes
    /// and may wait for philosophers who share no fork with this one.
    pub fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let right = seat;
        let left = (seat + 1) % self.forks.len();
        self.forks[right.max(left)].wait();
        self.forks[right.min(left)].wait();
        meal();
        self.forks[right].signal();
    }
}
