//! breaks: rule 5, too much synchronisation
//!
//! No more than can eat at the same time. Safe at every table, and more than the deadlock demands.

use interleaving::sync::Semaphore;

/// A table with as many forks as seats.
pub struct Table {
    admitted: Semaphore,
    forks: Vec<Semaphore>,
}

impl Table {
    /// A table for so many philosophers, two or more. All forks lie on it.
    pub fn new(seats: usize) -> Self {
        Self { admitted: Semaphore::new(seats / 2), forks: (0..seats).map(|_| Semaphore::new(1)).collect() }
    }

    /// Waits for both forks of `seat`, calls `meal`, and puts the forks down.
    ///
    /// `took` is called with the number of a fork as soon as that fork is in the hand; there it stays until
    /// the meal is over. `meal` is called once, with both forks in the hand. Both may take as long as they
    /// like: all but one of the table can have a fork in the hand while `took` waits for them, and a meal
    /// may wait for philosophers who share no fork with this one.
    pub fn dine(&self, seat: usize, took: impl Fn(usize), meal: impl FnOnce()) {
        let right = seat;
        let left = (seat + 1) % self.forks.len();
        self.admitted.wait();
        self.forks[right].wait();
        took(right);
        self.forks[left].wait();
        took(left);
        meal();
        self.forks[right].signal();
        self.forks[left].signal();
        self.admitted.signal();
    }
}
